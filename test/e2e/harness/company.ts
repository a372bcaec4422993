import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { readNamingSettings } from '../../../activities/dns/index.js';
import { createTvsBalancer, type TvsBalancer } from '../../../activities/tvs/index.js';
import type { RecordedVip } from '../../../api/balancer/index.js';
import type { DnsRecord } from '../../../api/dns/index.js';
import { clusterOwner } from '../../../kubernetes/index.js';
import { balancerNamespace, controlPlaneNamespace } from '../../../stack/network/namespaces.js';
import { balancerUrl } from '../../../stack/parts/balancer.js';
import { namesConfigPath } from '../../../stack/parts/name-server.js';
import { sharedSecrets } from '../../../stack/steps/secrets.js';
import type { RunningStack } from './running-stack.js';

const run = promisify(execFile);

const changeSchema = z.looseObject({
  seq: z.int(),
  time: z.iso.datetime().transform((text) => Date.parse(text)),
  action: z.enum(['create', 'replace', 'members', 'delete']),
  id: z.string(),
  before: z.looseObject({ service: z.looseObject({ uid: z.string() }) }).nullable(),
  after: z.looseObject({ service: z.looseObject({ uid: z.string() }) }).nullable(),
});
export type VipChange = z.infer<typeof changeSchema>;

/** The company's side, as its operators see it: its balancer with its journal, and its name server. */
export class Company {
  private constructor(
    private readonly stack: RunningStack,
    private readonly balancer: TvsBalancer,
    private readonly agent: Agent,
    private readonly operatorToken: string,
    private readonly faultsToken: string,
  ) {}

  static async open(stack: RunningStack): Promise<Company> {
    const { secrets } = stack.stack.paths;
    const ca = join(secrets, 'ca.crt');
    const token = async (file: string): Promise<string> =>
      (await readFile(join(secrets, file), 'utf8')).trim();
    const owner = await clusterOwner(stack.kubernetes);
    return new Company(
      stack,
      createTvsBalancer({
        url: balancerUrl(stack.stack),
        tokenFile: join(secrets, sharedSecrets.balancer),
        caFile: ca,
        owner,
      }),
      new Agent({ connect: { ca: await readFile(ca, 'utf8') } }),
      await token(sharedSecrets.balancerOperator),
      await token(sharedSecrets.balancerFaults),
    );
  }

  async vips(): Promise<readonly RecordedVip[]> {
    const found: RecordedVip[] = [];
    for await (const page of this.balancer.listOwned()) found.push(...page);
    return found;
  }

  /** Every change of a VIP after that one, in order. */
  async changes(after: number): Promise<readonly VipChange[]> {
    const found: VipChange[] = [];
    for (;;) {
      const url = `${balancerUrl(this.stack.stack)}/v1/journal?after=${found.at(-1)?.seq ?? after}&limit=10000`;
      const headers = { authorization: `Bearer ${this.operatorToken}` };
      const { statusCode, body } = await request(url, { dispatcher: this.agent, headers });
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`the journal answers ${statusCode}: ${text}`);
      const lines = text.split('\n').filter((line) => line !== '');
      if (lines.length === 0) return found;
      found.push(...lines.map((line) => changeSchema.parse(JSON.parse(line))));
    }
  }

  /** Lets the balancer fail in these ways from now on, as stack/tvs/faults.ts has them; none: not any more. */
  async faults(faults: readonly object[]): Promise<void> {
    await run('ip', [
      ...[
        'netns',
        'exec',
        balancerNamespace,
        'curl',
        '--silent',
        '--show-error',
        '--fail',
        '--max-time',
        '5',
      ],
      ...['--request', 'PUT', '--header', `authorization: Bearer ${this.faultsToken}`],
      ...['--data', JSON.stringify({ faults }), 'http://127.0.0.1:8444/v1/faults'],
    ]);
  }

  /** All records of the zone of the cluster's domain at the company's name server. */
  async names(): Promise<readonly DnsRecord[]> {
    const { domain, zones } = await readNamingSettings(namesConfigPath(this.stack.stack), []);
    const zone = zones.find(({ name }) => name === domain);
    if (zone === undefined) throw new Error(`nobody keeps the zone ${domain}`);
    return zone.server.transfer(domain);
  }

  /** The same zone as the cluster's own DNS has it. */
  async namesInside(): Promise<readonly string[]> {
    const { clusterDomain } = this.stack.stack.settings;
    const { controlPlane } = this.stack.stack.network;
    const { stdout } = await run(
      'ip',
      [
        ...['netns', 'exec', controlPlaneNamespace, 'dig', `@${controlPlane}`, clusterDomain, 'AXFR'],
        ...['+noall', '+answer', '+time=5'],
      ],
      { maxBuffer: 64 * 2 ** 20 },
    );
    return stdout.trim().split('\n');
  }

  async close(): Promise<void> {
    await Promise.all([this.balancer.close(), this.agent.close()]);
  }
}
