/** Stands below the options of `acrctl records --help`. */
export const RECORDS_HELP = `
Addresses name endpoints, customDomains of a registry, publicFronts, or
registries with all of theirs but fronts; without one all of the file are
listed. Names are known before apply, addresses after. Those of custom domains
and fronts stand in a zone of yours.

Formats:
  table  for people
  json   one JSON document
  bind   lines for a zone file, a part for each endpoint, domain or front
  csv    one line a record, for spreadsheets and scripts`;

/** Stands below the options of `acrctl connections --help`. */
export const CONNECTIONS_HELP = `
Addresses name registries; without one every registry of the file is listed.

Of each connection: its status, the private endpoint that asked for it, and
whose that is. Those of others are decided by the rules of the file under
network.approvals, with apply: approve or reject. Where no rule is about one,
the rule to write is printed. No connection of others is deleted; this does:
  az acr private-endpoint-connection delete --registry-name R --name N`;

/** Stands below the options of `acrctl allow-list --help`. */
export const ALLOW_LIST_HELP = `
Addresses name registries; without one every registry of the file is listed.

Formats:
  text           a host or an address a line, the rest in comments
  json           one JSON document
  azureFirewall  a rule collection group of an Azure Firewall policy
  aks            "noProxy" of an AKS HTTP proxy configuration: what is private
  squid          lines for the configuration of Squid

Not listed: regional endpoints (NAME.REGION.geo.azurecr.io), a preview that
acrctl does not manage. If somebody turned them on, allow those you use.`;
