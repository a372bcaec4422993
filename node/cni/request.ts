import { z } from 'zod';
import { CniError, cniCodes } from './cni-error.js';

/** Versions of the CNI specification whose results can be made. */
export const cniVersions = ['0.4.0', '1.0.0', '1.1.0'] as const;
export type CniVersion = (typeof cniVersions)[number];

const attachmentSchema = z.looseObject({ containerID: z.string(), ifname: z.string() });

const configSchema = z.looseObject({
  cniVersion: z.string().default('0.1.0'),
  name: z.string().optional(),
  prevResult: z.looseObject({}).optional(),
  'cni.dev/valid-attachments': z.array(attachmentSchema).optional(),
  /** Its name before the specification was final, still sent by libcni. */
  'cni.dev/attachments': z.array(attachmentSchema).optional(),
});

const bodySchema = z.looseObject({
  command: z.string(),
  containerId: z.string().default(''),
  netns: z.string().default(''),
  ifname: z.string().default(''),
  args: z.string().default(''),
  validAttachments: z.array(attachmentSchema).nullish(),
  config: configSchema,
});

/** Names one attachment: a sandbox and the interface in it. */
export interface Attachment {
  readonly containerId: string;
  readonly ifname: string;
}

export interface AttachRequest extends Attachment {
  readonly netns: string;
  readonly namespace: string;
  readonly pod: string;
  /** As the runtime says; older runtimes say nothing. */
  readonly podUid: string | undefined;
}

export type CniRequest = { readonly version: CniVersion } & (
  | { readonly command: 'ADD'; readonly attach: AttachRequest }
  | { readonly command: 'CHECK'; readonly attach: AttachRequest }
  | { readonly command: 'DEL'; readonly attachment: Attachment }
  | { readonly command: 'GC'; readonly valid: readonly Attachment[] }
  | { readonly command: 'STATUS' }
);

/** Reads what the executable sent. @throws CniError as the specification numbers what is wrong */
export function readRequest(body: string): CniRequest {
  const parsed = bodySchema.safeParse(decode(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CniError(
      cniCodes.decoding,
      `${issue?.path.join('.') ?? 'the request'}: ${issue?.message ?? 'is wrong'}`,
    );
  }
  const request = parsed.data;
  const version = readVersion(request.config.cniVersion);
  switch (request.command) {
    case 'ADD':
    case 'CHECK':
      return { version, command: request.command, attach: readAttach(request) };
    case 'DEL':
      return { version, command: 'DEL', attachment: readAttachment(request) };
    case 'GC': {
      const valid =
        request.validAttachments ??
        request.config['cni.dev/valid-attachments'] ??
        request.config['cni.dev/attachments'];
      // Taking silence for an empty list would remove every pod's link.
      if (valid === undefined) {
        throw new CniError(cniCodes.config, 'GC needs cni.dev/valid-attachments, and it is missing');
      }
      const attachments = valid.map(({ containerID, ifname }) => ({ containerId: containerID, ifname }));
      return { version, command: 'GC', valid: attachments };
    }
    case 'STATUS':
      return { version, command: 'STATUS' };
    default:
      throw new CniError(cniCodes.environment, `CNI_COMMAND "${request.command}" is not known`);
  }
}

function decode(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new CniError(cniCodes.decoding, 'the request is not JSON');
  }
}

function readVersion(version: string): CniVersion {
  const known = cniVersions.find((one) => one === version);
  if (known !== undefined) return known;
  const reason = `cniVersion ${version} is not supported; use ${cniVersions.join(', ')}`;
  throw new CniError(cniCodes.version, reason);
}

type Body = z.infer<typeof bodySchema>;

function readAttachment({ containerId, ifname }: Body): Attachment {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(containerId)) {
    throw new CniError(cniCodes.environment, `CNI_CONTAINERID "${containerId}" is not a container id`);
  }
  if (!/^[^\s/:]{1,15}$/.test(ifname) || ifname === '.' || ifname === '..') {
    throw new CniError(cniCodes.environment, `CNI_IFNAME "${ifname}" is not the name of an interface`);
  }
  return { containerId, ifname };
}

function readAttach(body: Body): AttachRequest {
  const attachment = readAttachment(body);
  if (!body.netns.startsWith('/')) {
    throw new CniError(cniCodes.environment, `CNI_NETNS "${body.netns}" is not a path`);
  }
  const args = new Map(body.args.split(';').map((pair) => splitAtEquals(pair)));
  const namespace = args.get('K8S_POD_NAMESPACE') ?? '';
  const pod = args.get('K8S_POD_NAME') ?? '';
  if (namespace === '' || pod === '') {
    throw new CniError(
      cniCodes.environment,
      'CNI_ARGS name no pod: K8S_POD_NAMESPACE and K8S_POD_NAME are needed',
    );
  }
  const uid = args.get('K8S_POD_UID');
  return { ...attachment, netns: body.netns, namespace, pod, podUid: uid === '' ? undefined : uid };
}

function splitAtEquals(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
}
