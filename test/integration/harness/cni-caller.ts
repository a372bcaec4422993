import { Client } from 'undici';
import { z } from 'zod';

const replySchema = z.looseObject({
  code: z.int().optional(),
  msg: z.string().optional(),
  details: z.string().optional(),
  interfaces: z.array(z.looseObject({ name: z.string() })).optional(),
  ips: z.array(z.looseObject({ address: z.string() })).optional(),
});
export type CniReply = z.infer<typeof replySchema>;

export interface CniCall {
  readonly command: string;
  readonly containerId?: string;
  readonly ifname?: string;
  readonly netns?: string;
  readonly pod?: string;
  readonly uid?: string;
  readonly version?: string;
  readonly valid?: readonly string[];
}

/** Calls the agent as the executable does. An empty answer is an empty object. */
export async function callCni(socketPath: string, call: CniCall): Promise<CniReply> {
  const [namespace, name] = (call.pod ?? '').split('/');
  const uid = call.uid === undefined ? '' : `;K8S_POD_UID=${call.uid}`;
  const body = {
    command: call.command,
    containerId: call.containerId ?? '',
    netns: call.netns ?? '',
    ifname: call.ifname ?? 'eth0',
    args:
      call.pod === undefined
        ? ''
        : `IgnoreUnknown=1;K8S_POD_NAMESPACE=${namespace};K8S_POD_NAME=${name}${uid}`,
    path: '/opt/cni/bin',
    ...(call.valid && {
      validAttachments: call.valid.map((containerID) => ({ containerID, ifname: 'eth0' })),
    }),
    config: { cniVersion: call.version ?? '1.1.0', name: 'pods', type: 'statewright-cni' },
  };
  const client = new Client('http://agent', { socketPath });
  try {
    const reply = await client.request({ method: 'POST', path: '/cni', body: JSON.stringify(body) });
    const text = await reply.body.text();
    return replySchema.parse(text === '' ? {} : JSON.parse(text));
  } finally {
    await client.close();
  }
}
