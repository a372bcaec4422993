import { MalformedMessage } from './malformed.js';

/** Octets (RFC 1035 section 2.3.4). */
const longestLabel = 63;
const longestName = 255;

/**
 * The labels of a name in text, each a string with one character a byte. Letters are lowered.
 * @throws MalformedMessage if a label or the whole is too long, empty in the middle, or not escaped as it should be.
 */
export function labelsOf(text: string): readonly string[] {
  if (text === '' || text === '.') return [];
  const labels: string[] = [];
  let label = '';
  const end = (): void => {
    if (label === '') throw new MalformedMessage(`"${text}" has an empty label`);
    if (label.length > longestLabel) throw new MalformedMessage(`a label of "${text}" is too long`);
    labels.push(lowered(label));
    label = '';
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '.') {
      end();
      // The dot of the root.
      if (at === text.length - 1) return checkedLength(labels, text);
    } else if (character === '\\') {
      const digits = /^\d{3}/.exec(text.slice(at + 1, at + 4))?.[0];
      const code = digits === undefined ? text.charCodeAt(at + 1) : Number(digits);
      if (!(code <= 255)) throw new MalformedMessage(`"${text}" is not escaped as a name is`);
      label += String.fromCharCode(code);
      at += digits === undefined ? 1 : 3;
    } else {
      if (character.charCodeAt(0) > 255) throw new MalformedMessage(`"${text}" is not in ASCII`);
      label += character;
    }
  }
  end();
  return checkedLength(labels, text);
}

function checkedLength(labels: readonly string[], text: string): readonly string[] {
  const octets = labels.reduce((sum, label) => sum + label.length + 1, 1);
  if (octets > longestName) throw new MalformedMessage(`"${text}" is longer than ${longestName} octets`);
  return labels;
}

/** ASCII letters only; other bytes have no case (RFC 4343 section 3). */
function lowered(label: string): string {
  return label.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

const plainLabel = /^[a-z0-9_*-]+$/;

/** The other way round: bytes of one label as text. */
export function formatLabel(bytes: string): string {
  if (plainLabel.test(bytes)) return bytes;
  return lowered(bytes).replace(/[^!-~]|[.\\]/g, (character) => {
    if (character === '.' || character === '\\') return `\\${character}`;
    return `\\${String(character.charCodeAt(0)).padStart(3, '0')}`;
  });
}

export { longestLabel, longestName };
