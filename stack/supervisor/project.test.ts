import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Part } from '../part.js';
import { allParts } from '../parts/index.js';
import { describeStack } from '../stack.js';
import { supervisorProject } from './project.js';

const stack = describeStack({ STATEWRIGHT_HOME: '/home' }, '/project');

/** Of process-compose's project file, what these tests look at. */
const projectSchema = z.object({
  processes: z.record(
    z.string(),
    z.object({
      entrypoint: z.array(z.string()),
      environment: z.array(z.string()),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })),
      availability: z.object({ restart: z.string() }),
      readiness_probe: z
        .object({
          http_get: z.object({ scheme: z.string(), host: z.string(), port: z.string(), path: z.string() }),
          period_seconds: z.number(),
          failure_threshold: z.number(),
        })
        .optional(),
      shutdown: z.object({ signal: z.number(), timeout_seconds: z.number() }),
    }),
  ),
});

function processes(parts: readonly Part[]) {
  return projectSchema.parse(supervisorProject(stack, parts)).processes;
}

function part(name: string, more: Partial<Part> = {}): Part {
  return {
    ...{ name, summary: '', kind: 'server', needs: [], steps: [], place: { kind: 'host' } },
    ...{ command: ['serve', '--flag=a b $HOME'], ready: { kind: 'none' }, ...more },
  };
}
const probed: Partial<Part> = { ready: { kind: 'http', url: 'http://10.0.0.1:80/health' } };

describe('supervisorProject', () => {
  const launch = ['sh', '/project/stack/launch.sh', '/home/run/pids/a', '/home/logs/a.log'];
  const places: readonly [string, Part['place'], readonly string[]][] = [
    ['in the root namespace', { kind: 'host' }, []],
    ["in the control plane's namespace", { kind: 'controlPlane' }, ['nsenter', '--net=/run/netns/sw-cp']],
    [
      'inside a machine',
      { kind: 'machine', machine: 'm2' },
      ['sh', '/project/stack/machine/enter.sh', '/home/run/machines/m2.pid'],
    ],
  ];
  it.each(places)('runs a command %s, on record, each word as it is', (_name, place, before) => {
    expect(processes([part('a', { place })]).a?.entrypoint).toEqual([
      ...launch,
      ...before,
      'serve',
      '--flag=a b $HOME',
    ]);
  });

  it('waits for a server to answer, to have started where nobody asks it, and for a task to end well', () => {
    const parts = [
      part('server', probed),
      part('silent'),
      part('task', { kind: 'task' }),
      part('last', { needs: ['server', 'silent', 'task'] }),
    ];
    expect(processes(parts).last?.depends_on).toEqual({
      server: { condition: 'process_healthy' },
      silent: { condition: 'process_started' },
      task: { condition: 'process_completed_successfully' },
    });
  });

  it('refuses a part that needs one which nobody describes', () => {
    expect(() => supervisorProject(stack, [part('a', { needs: ['etdc'] })])).toThrow('no part is named etdc');
  });

  it('runs a server always and a task until it ends well', () => {
    const { server, task } = processes([part('server'), part('task', { kind: 'task' })]);
    expect([server?.availability.restart, task?.availability.restart]).toEqual(['always', 'on_failure']);
  });

  it.each([
    ['http://10.0.0.1:8181/ready', { scheme: 'http', host: '10.0.0.1', port: '8181', path: '/ready' }],
    ['https://10.0.0.1:443/readyz', { scheme: 'https', host: '10.0.0.1', port: '443', path: '/readyz' }],
    ['http://10.0.0.1/', { scheme: 'http', host: '10.0.0.1', port: '80', path: '/' }],
  ])('asks %s', (url, expected) => {
    expect(processes([part('a', { ready: { kind: 'http', url } })]).a?.readiness_probe?.http_get).toEqual(
      expected,
    );
  });

  it('is as patient with a server that is asked seldom as with one that is asked each second', () => {
    const url = 'http://10.0.0.1/';
    const { often, seldom } = processes([
      part('often', { ready: { kind: 'http', url } }),
      part('seldom', { ready: { kind: 'http', url, everySeconds: 7 } }),
    ]);
    const patience = [often, seldom].map((one) =>
      one?.readiness_probe === undefined
        ? 0
        : one.readiness_probe.period_seconds * one.readiness_probe.failure_threshold,
    );
    expect(patience[0]).toBe(180);
    expect(patience[1]).toBeGreaterThanOrEqual(180);
    expect(patience[1]).toBeLessThan(187);
  });

  it('gives a part its environment, and time to end', () => {
    const { hurried, patient } = processes([
      part('hurried', { environment: { A: '1', B: 'x=y' } }),
      part('patient', { stopSeconds: 20 }),
    ]);
    expect(hurried?.environment).toEqual(['A=1', 'B=x=y']);
    expect(hurried?.shutdown).toEqual({ signal: 15, timeout_seconds: 10 });
    expect(patient?.shutdown.timeout_seconds).toBe(20);
  });

  // In strict mode process-compose refuses the whole project otherwise: `validateHealthDependencyHasHealthCheck`.
  it('waits for health only where health is asked for, in the whole of the embedded default', () => {
    const all = processes(allParts(stack));
    for (const [name, { depends_on: needs }] of Object.entries(all)) {
      for (const [need, { condition }] of Object.entries(needs)) {
        if (condition !== 'process_healthy') continue;
        expect(all[need]?.readiness_probe, `${name} waits for ${need}`).toBeDefined();
      }
    }
  });
});
