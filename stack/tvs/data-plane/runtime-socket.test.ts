import { expect, it } from 'vitest';
import { sectionsAtFault } from './configuration.js';
import { complaintOf, parseInfo, parseServers } from './runtime-socket.js';

it('reads which servers run, by the names of the columns', () => {
  const text = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight
3 b1 1 10.90.0.11-9200 10.90.0.11 2 0 3 3
3 b1 2 10.90.0.12-9200 10.90.0.12 0 1 4 3
3 b1 3 10.90.0.13-9200 10.90.0.13 0 4 5 3
5 b2 1 s 10.90.0.14 0 8 6 3
`;
  const server = (weight: number, isTaking: boolean) => ({ weight, isTaking });
  expect(parseServers(text)).toEqual(
    new Map([
      [
        'b1',
        new Map([
          ['10.90.0.11-9200', server(3, true)],
          ['10.90.0.12-9200', server(4, false)],
          ['10.90.0.13-9200', server(5, false)],
        ]),
      ],
      ['b2', new Map([['s', server(6, true)]])],
    ]),
  );
});

it('tells done from refused', () => {
  expect(['', 'New server registered.', 'Server deleted.'].map(complaintOf)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(complaintOf('No such server.')).toBe('No such server.');
});

it('knows a worker by its process and by what it was loaded with', () => {
  expect(parseInfo('Name: HAProxy\nPid: 42\ndescription: abc\n')).toEqual({ pid: 42, description: 'abc' });
  expect(parseInfo('')).toBeUndefined();
});

it('finds the sections that HAProxy complains of by line', () => {
  const configuration =
    'global\n  maxconn 1\nfrontend f1 from d\n  bind 1.1.1.1:1\nbackend b2 from d\n  server x y\n';
  const complaint = `[NOTICE]   (1) : haproxy version is 2.6
[ALERT]    (1) : Binding [/tmp/h.cfg:4] for frontend f1: cannot bind socket
[ALERT]    (1) : config : [/tmp/h.cfg:6] : invalid port
[ALERT]    (1) : config : [/tmp/h.cfg:2] : elsewhere
[WARNING]  (1) : config : [/tmp/h.cfg:5] : a word`;
  expect(sectionsAtFault(complaint, configuration)).toEqual(new Set(['f1', 'b2']));
});
