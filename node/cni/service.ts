import { add } from './add.js';
import { check } from './check.js';
import { CniError, cniCodes } from './cni-error.js';
import { collect } from './collect.js';
import type { MachineNetwork } from './machine-network.js';
import { remove } from './remove.js';
import type { CniRequest } from './request.js';

/** Carries out one request. Returns what is printed: an object for ADD, nothing else for the rest. @throws CniError and others */
export async function serve(
  network: MachineNetwork,
  notReady: () => Promise<string | undefined>,
  request: CniRequest,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  switch (request.command) {
    case 'ADD':
      return add(network, request.version, request.attach);
    case 'DEL':
      await remove(network, request.attachment);
      return undefined;
    case 'CHECK':
      await check(network, request.attach);
      return undefined;
    case 'GC':
      await collect(network, request.valid);
      return undefined;
    case 'STATUS': {
      const reason = await notReady();
      if (reason !== undefined)
        throw new CniError(cniCodes.notAvailable, 'Pods cannot be attached now.', reason);
      return undefined;
    }
  }
}
