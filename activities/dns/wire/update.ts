import type { NameUpdate, Prerequisite } from '../../../api/dns/update.js';
import { classCode, opcode, typeCode } from './codes.js';
import { codeOf } from './data.js';
import { flagsOf, type Entry, type Message } from './message.js';

/** An update of a zone as RFC 2136 writes it: zone, prerequisites, changes. */
export function updateMessage(id: number, zone: string, updates: readonly NameUpdate[]): Message {
  return {
    id,
    flags: flagsOf(opcode.update),
    questions: [{ name: zone, type: typeCode.SOA, class: classCode.IN }],
    answers: updates.flatMap(({ prerequisites }) => prerequisites.flatMap(prerequisiteEntries)),
    authorities: updates.flatMap(changeEntries),
    additionals: [],
  };
}

/** The table of RFC 2136 section 2.4. */
function prerequisiteEntries(prerequisite: Prerequisite): readonly Entry[] {
  const { name } = prerequisite;
  switch (prerequisite.kind) {
    case 'nameUnused':
      return [{ name, type: typeCode.ANY, class: classCode.NONE, ttl: 0, data: undefined }];
    case 'typeUnused': {
      const { type } = prerequisite;
      const code = type === 'OTHER' ? typeCode.ANY : typeCode[type];
      return [{ name, type: code, class: classCode.NONE, ttl: 0, data: undefined }];
    }
    case 'exactly':
      return prerequisite.data.map((data) => ({
        name,
        type: codeOf(data),
        class: classCode.IN,
        ttl: 0,
        data,
      }));
  }
}

/** The table of RFC 2136 section 2.5. */
function changeEntries({ changes }: NameUpdate): readonly Entry[] {
  return changes.map((change) => {
    if (change.kind === 'remove') {
      const { name, data } = change;
      return { name, type: codeOf(data), class: classCode.NONE, ttl: 0, data };
    }
    const { name, ttl, data } = change.record;
    return { name, type: codeOf(data), class: classCode.IN, ttl, data };
  });
}
