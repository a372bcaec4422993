import type { Exchange } from './connection.js';
import { bool, bytes, int, many, maybe, message, one, text } from './fields.js';

// Numbers of fields as in Kudu 1.17: common/wire_protocol.proto, master/master.proto, consensus/*.proto, tserver/tserver.proto.

const status = message({ code: [1, one(int)], message: [2, maybe(text)] });
/** MasterErrorPB and TabletServerErrorPB. */
const failure = message({ code: [1, one(int)], status: [2, one(status)] });
const address = message({ host: [1, one(text)], port: [2, one(int)] });
const registration = message({ rpc: [1, many(address)] });
const instance = message({ uuid: [1, one(text)] });
const nothing = message<Readonly<Record<string, never>>>({});

function ask<Request, Reply>(
  service: string,
  method: string,
  request: Exchange<Request, Reply>['request'],
  reply: Exchange<Request, Reply>['reply'],
): Exchange<Request, Reply> {
  return { service, method, request, reply };
}

const master = 'kudu.master.MasterService';
const consensus = 'kudu.consensus.ConsensusService';

export const masterErrorNotLeader = 7;
export const masterErrorNotInitialized = 6;

export const role = { follower: 0, leader: 1, learner: 2 } as const;

export const listMasters = ask(
  master,
  'ListMasters',
  nothing,
  message({
    masters: [
      1,
      many(
        message({
          error: [1, maybe(status)],
          registration: [3, maybe(registration)],
          role: [4, maybe(int)],
        }),
      ),
    ],
    error: [3, maybe(failure)],
  }),
);

export const tserverState = { none: 1, maintenance: 2 } as const;

export const listTabletServers = ask(
  master,
  'ListTabletServers',
  message({ includeStates: [1, one(bool)] }),
  message({
    error: [1, maybe(failure)],
    servers: [
      2,
      many(
        message({
          instance: [1, one(instance)],
          registration: [2, maybe(registration)],
          millisSinceHeartbeat: [3, maybe(int)],
          location: [4, maybe(text)],
          state: [5, maybe(int)],
        }),
      ),
    ],
  }),
);

export const stateChange = { enterMaintenance: 1, exitMaintenance: 2 } as const;
export const allowMissingTserver = 1;

export const changeTServerState = ask(
  master,
  'ChangeTServerState',
  message({
    change: [1, one(message({ uuid: [1, one(text)], change: [2, one(int)] }))],
    missing: [2, one(int)],
  }),
  message({ error: [1, maybe(failure)] }),
);

export const listTables = ask(
  master,
  'ListTables',
  nothing,
  message({
    error: [1, maybe(failure)],
    tables: [2, many(message({ id: [1, one(text)], name: [2, one(text)], copies: [5, maybe(int)] }))],
  }),
);

export const getTableLocations = ask(
  master,
  'GetTableLocations',
  message({
    table: [1, one(message({ id: [1, one(text)] }))],
    from: [3, maybe(bytes)],
    most: [5, one(int)],
    /** 0: any replica, those without a vote too. */
    filter: [6, one(int)],
    intern: [7, one(bool)],
  }),
  message({
    error: [1, maybe(failure)],
    tablets: [
      2,
      many(
        message({
          id: [1, one(text)],
          partition: [6, maybe(message({ end: [3, maybe(bytes)] }))],
          replicas: [7, many(message({ server: [1, one(int)], role: [2, one(int)] }))],
        }),
      ),
    ],
    servers: [4, many(message({ uuid: [1, one(text)] }))],
  }),
);

const peer = message({
  uuid: [1, one(text)],
  /** 0: without a vote, 1: with a vote. */
  memberType: [2, maybe(int)],
  address: [3, maybe(address)],
  attributes: [4, maybe(message({ promote: [1, maybe(bool)], replace: [2, maybe(bool)] }))],
  health: [5, maybe(message({ overall: [1, maybe(int)] }))],
});
export const memberType = { nonVoter: 0, voter: 1 } as const;
export const health = { failed: 0, healthy: 1, failedForGood: 2 } as const;

const configuration = message({ index: [1, maybe(int)], peers: [3, many(peer)] });

export const getConsensusState = ask(
  consensus,
  'GetConsensusState',
  message({ destination: [1, one(text)], health: [3, one(int)] }),
  message({
    tablets: [
      1,
      many(
        message({
          id: [1, one(text)],
          state: [
            2,
            maybe(
              message({
                term: [1, one(int)],
                leader: [2, maybe(text)],
                committed: [3, one(configuration)],
                pending: [4, maybe(configuration)],
              }),
            ),
          ],
        }),
      ),
    ],
    error: [2, maybe(failure)],
  }),
);

export const changeType = { add: 1, remove: 2, modify: 3 } as const;

export const bulkChangeConfig = ask(
  consensus,
  'BulkChangeConfig',
  message({
    destination: [1, one(text)],
    tablet: [2, one(text)],
    changes: [3, many(message({ type: [1, one(int)], peer: [2, one(peer)] }))],
    expectedIndex: [4, maybe(int)],
  }),
  message({ error: [1, maybe(failure)] }),
);

export const leaderStepDown = ask(
  consensus,
  'LeaderStepDown',
  message({ tablet: [1, one(text)], destination: [2, one(text)], mode: [3, one(int)] }),
  message({ error: [1, maybe(failure)] }),
);
export const stepDownGracefully = 2;

export const listTablets = ask(
  'kudu.tserver.TabletServerService',
  'ListTablets',
  message({ schemas: [1, one(bool)] }),
  message({
    error: [1, maybe(failure)],
    tablets: [
      2,
      many(
        message({
          status: [
            1,
            one(
              message({
                id: [1, one(text)],
                /** 1: running. */
                state: [3, maybe(int)],
                /** 2 deleted, 3 tombstoned. */
                dataState: [8, maybe(int)],
                bytes: [7, maybe(int)],
              }),
            ),
          ],
        }),
      ),
    ],
  }),
);
