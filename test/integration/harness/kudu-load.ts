import type { KuduMembers } from './kudu-members.js';

const table = 'facts';
/** Rows of one call of the tool. */
const perRound = 500;

/** Kudu's own client writes rows of growing keys into one table, batch after batch, until it is told to end. */
export class KuduLoad {
  #written = 0;
  #rounds = 0;
  #refused = 0;
  #ending = false;
  #running: Promise<void> | undefined;

  constructor(private readonly kudu: KuduMembers) {}

  /** A table of eight tablets, each with three copies. */
  async createTable(): Promise<void> {
    const column = (name: string) => ({ column_name: name, column_type: 'INT64', is_nullable: false });
    const description = {
      table_name: table,
      schema: { columns: ['key', 'value'].map(column), key_column_names: ['key'] },
      partition: { hash_partitions: [{ columns: ['key'], num_buckets: 8 }] },
      num_replicas: 3,
    };
    await this.kudu.tool('table', 'create', this.kudu.masters(), JSON.stringify(description));
  }

  /** Batches that are through. */
  get rounds(): number {
    return this.#rounds;
  }

  start(): void {
    this.#ending = false;
    this.#running = this.#write();
  }

  async end(): Promise<void> {
    this.#ending = true;
    await this.#running;
  }

  /** Pauses the load, reads all that is there, prints it and tells it. */
  async account(when: string): Promise<{ readonly lost: number; readonly refused: number }> {
    await this.end();
    const found = await this.#count();
    const lost = this.#written - found;
    const figures = `${this.#written} rows written, ${found} read back, ${lost} lost`;
    process.stdout.write(`${when}: ${figures}, ${this.#refused} batches refused\n`);
    this.start();
    return { lost, refused: this.#refused };
  }

  async #write(): Promise<void> {
    while (!this.#ending) {
      await this.kudu
        .tool(
          ...[
            'perf',
            'loadgen',
            this.kudu.masters(),
            `--table_name=${table}`,
            `--seq_start=${this.#written}`,
          ],
          ...['--num_threads=1', `--num_rows_per_thread=${perRound}`, '--use_random=false'],
        )
        .catch((error: unknown) => {
          this.#refused += 1;
          process.stdout.write(`${String(error)}\n`);
        });
      this.#written += perRound;
      this.#rounds += 1;
    }
  }

  async #count(): Promise<number> {
    // The nearest copy may not have the newest rows yet.
    const how = ['--columns=key', '--show_values=false', '--replica_selection=LEADER'];
    const text = await this.kudu.tool('table', 'scan', this.kudu.masters(), table, ...how);
    return Number(/Total count (\d+)/.exec(text)?.[1]);
  }
}
