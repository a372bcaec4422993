import { credentials, Client, status, type ServiceError } from '@grpc/grpc-js';
import { parse } from 'protobufjs';
import { z } from 'zod';
import { StatewrightError } from '../../api/errors/index.js';

/**
 * What is asked of the container runtime: RuntimeService of the CRI, version v1 (k8s.io/cri-api/pkg/apis/runtime/v1/api.proto). Field
 * numbers are those of that file; fields that are not read are left out, which protobuf allows.
 */
const definitions = parse(`
syntax = "proto3";
package runtime.v1;
message PodSandboxMetadata { string name = 1; string uid = 2; string namespace = 3; uint32 attempt = 4; }
message PodSandbox { string id = 1; PodSandboxMetadata metadata = 2; int32 state = 3; }
message ListPodSandboxRequest {}
message ListPodSandboxResponse { repeated PodSandbox items = 1; }
`).root;
const requestType = definitions.lookupType('runtime.v1.ListPodSandboxRequest');
const responseType = definitions.lookupType('runtime.v1.ListPodSandboxResponse');

const responseSchema = z.object({
  items: z.array(z.looseObject({ id: z.string().min(1) })).default([]),
});

const METHOD = '/runtime.v1.RuntimeService/ListPodSandbox';
const CALL_MS = 10_000;
/** A list that is cut off for its length would look complete to nobody, but fail for ever. */
const LONGEST_REPLY = 64 * 1024 * 1024;

export interface Runtime {
  /** Container ids of all sandboxes that the runtime knows, ready or not. @throws StatewrightError RuntimeUnavailable */
  sandboxes(): Promise<ReadonlySet<string>>;
  close(): void;
}

/** The container runtime behind its unix socket; connects when it is asked. */
export function createRuntime(socketPath: string): Runtime {
  const client = new Client(`unix:${socketPath}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': LONGEST_REPLY,
    // Its name for itself; the path of a socket is no host.
    'grpc.default_authority': 'localhost',
  });
  const failure = (reason: string): StatewrightError =>
    new StatewrightError('RuntimeUnavailable', { socket: socketPath, reason });
  return {
    async sandboxes() {
      const reply = await new Promise<unknown>((resolve, reject) => {
        client.makeUnaryRequest(
          METHOD,
          () => Buffer.from(requestType.encode({}).finish()),
          (bytes) => responseType.toObject(responseType.decode(bytes)),
          {},
          { deadline: Date.now() + CALL_MS },
          (error: ServiceError | null, value?: unknown) => {
            if (error === null) resolve(value);
            else reject(failure(`${status[error.code]}: ${error.details}`));
          },
        );
      });
      const parsed = responseSchema.safeParse(reply);
      if (!parsed.success) throw failure('its answer has no known form');
      return new Set(parsed.data.items.map(({ id }) => id));
    },
    close: () => client.close(),
  };
}
