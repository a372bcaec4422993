import { describe, expect, it } from 'vitest';
import { exampleRules } from '../../test/harness/example-component.js';
import { catalogue } from '../errors/index.js';
import { dnsLabelPattern } from '../names.js';
import { apiReference, patternText } from './reference.js';

const reference = apiReference(exampleRules);

describe('the API reference', () => {
  it.each([
    '| `spec.nodeTypes[].replicas` | integer | yes | 0 to 1000 | How many members of this type. |',
    '| `spec.nodeTypes[].config` | map of string or number or boolean |  | at most 200 entries |',
    '| `spec.volumeRetention.whenDeleted` | string | yes | `Delete`, `Retain` |',
    '| `status.phase` | string |  | `Pending`, `Provisioning`,',
    '| `store` | stores | 2 or more | 512Mi | 2Gi, 200m | `data` 10Gi |',
    '| `gate` | answers | 0 to 5 | 64Mi | 128Mi, 50m | none |',
    '| `disk.` | the platform mounts it |',
  ])('has the line %s', (line) => {
    expect(reference).toContain(line);
  });

  it('lists every error with what to do', () => {
    for (const [code, { remedy }] of Object.entries(catalogue)) {
      expect(reference).toContain(`| ${code} | `);
      expect(reference).toContain(remedy.replaceAll('|', '\\|'));
    }
  });

  it('has as many cells in each line of a table as in its head', () => {
    const cells = (line: string) => line.replaceAll('\\|', '').split('|').length;
    for (const block of reference.split('\n\n').filter((text) => text.startsWith('|'))) {
      const lines = block.split('\n');
      for (const line of lines) expect(cells(line), line).toBe(cells(lines[0] ?? ''));
    }
  });

  it('has no pattern that readers of Markdown take for a link', () => {
    expect(reference).not.toContain('](');
    expect(patternText(dnsLabelPattern.source)).toBe('DNS label');
    const unnamed = patternText('^[a-z](-[a-z]|_)*$');
    expect(unnamed).toMatch(/^<code>[A-Za-z0-9&#;]+<\/code>$/);
    const shown = unnamed.replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)));
    expect(shown).toBe('<code>^[a-z](-[a-z]|_)*$</code>');
  });
});
