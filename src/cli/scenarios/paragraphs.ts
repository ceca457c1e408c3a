/** What several scenarios say in the same words. Each ends with a line end; a blank line stands between two of them. */
export function file(...paragraphs: readonly string[]): string {
  return paragraphs.join('\n');
}

/** What the file describes, the values that only its reader knows with the way to them, and further notes. */
export function opening(
  description: string,
  values: readonly Variable[],
  notes: readonly string[] = [],
): string {
  const width = Math.max(...values.map(({ name }) => name.length));
  const lines = values.flatMap(({ name, hint }) =>
    hint.map((line, index) => `  ${(index === 0 ? name : '').padEnd(width)}  ${line}`),
  );
  const text = [
    description,
    '',
    'What is yours alone comes from the environment. Set these, or write the values below:',
    '',
    ...lines,
    '',
    ...notes,
    'With --emulator plan and apply work on this machine and ask Azure nothing.',
  ];
  return `${text.map((line) => `# ${line}`.trimEnd()).join('\n')}\napiVersion: acrctl/v1\n`;
}

export interface Variable {
  readonly name: string;
  readonly hint: readonly string[];
}

export const SUBSCRIPTION: Variable = {
  name: 'AZURE_SUBSCRIPTION_ID',
  hint: ['az account show --query id --output tsv'],
};

export const REGISTRY: Variable = {
  name: 'REGISTRY_NAME',
  hint: ['5 to 50 letters and digits, free in all of the cloud:', 'az acr check-name --name NAME'],
};

export const STACK = `\
# Names the state, which is kept in .acrctl/ beside this file. Never change it, and keep that
# directory, out of the repository.
stack: images
`;

export const IN_WESTEUROPE = `\
azure:
  subscription: \${AZURE_SUBSCRIPTION_ID:?the id of the subscription to work in}
  resourceGroup: rg-images # where everything goes that does not say otherwise
  location: westeurope
`;

export const OWN_GROUP = `\
# acrctl makes this group. If there is one for this already, name it above and leave this out.
resourceGroups: [rg-images]
`;

export const NETWORK = `\
# The network that the registry is reached from. Choose ranges that no network which is to be
# connected with it uses. Further subnets, for the machines that pull, go beside this one.
networks:
  vnet-hub:
    addressSpace: [10.20.0.0/16]
    subnets:
      endpoints: { prefix: 10.20.1.0/24 } # an endpoint takes two addresses or more of it
`;

export const OWN_ZONE = `\
# Machines in a linked network find the registry under its usual name, at its private address.
# Azure uses this one zone name for all registries.
privateDnsZones:
  privatelink.azurecr.io:
    links: [vnet-hub]
`;

/** The registry of every scenario; what follows is indented as its keys are. */
export const NAMED_REGISTRY = `\
registries:
  images: # how this file, plans and the state call it; Azure calls it by its name
    name: \${REGISTRY_NAME:?5 to 50 letters and digits, free in all of the cloud}
`;
