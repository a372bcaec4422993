import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractOwners, holdsTheContract } from '../harness/balancer-contract.js';
import { TvsProcess } from './harness/tvs-process.js';

holdsTheContract('TVS', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tvs-contract-'));
  const tvs = await TvsProcess.start(directory, Object.values(contractOwners));
  const [ours, others] = [tvs.balancer(contractOwners.ours), tvs.balancer(contractOwners.others)];
  return {
    ours,
    others,
    stop: async () => {
      await Promise.all([ours.close(), others.close()]);
      await tvs.stop();
      await rm(directory, { recursive: true });
    },
  };
});
