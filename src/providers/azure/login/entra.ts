import {
  ClientCertificateCredential,
  ClientSecretCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import type { Source } from './sources.ts';

type EntraSource = Extract<Source, { readonly tenant: string; readonly client: string }>;
type Options = NonNullable<ConstructorParameters<typeof ClientSecretCredential>[3]>;

/** The logins that ask the login service of the cloud themselves, as an application. */
export function entraCredential(source: EntraSource, options: Options): TokenCredential {
  const { tenant, client } = source;
  switch (source.kind) {
    case 'secret':
      return new ClientSecretCredential(tenant, client, source.secret, options);
    case 'certificate':
      return new ClientCertificateCredential(
        tenant,
        client,
        {
          certificatePath: source.path,
          ...(source.password !== undefined && { certificatePassword: source.password }),
        },
        { ...options, sendCertificateChain: source.sendChain },
      );
    case 'workload':
      return new WorkloadIdentityCredential({
        ...options,
        tenantId: tenant,
        clientId: client,
        tokenFilePath: source.tokenFile,
      });
  }
}
