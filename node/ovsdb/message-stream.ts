/**
 * Cuts a JSON-RPC stream (RFC 7047 §4: JSON objects one after another, nothing in between) into its objects. It only
 * counts braces outside of strings; whether an object is JSON is for the parser to say.
 */
export class MessageStream {
  #pending = '';
  #scanned = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Takes the next piece of text; returns the objects that it completed. */
  push(text: string): string[] {
    this.#pending += text;
    const complete: string[] = [];
    let start = 0;
    for (let at = this.#scanned; at < this.#pending.length; at += 1) {
      if (this.#step(this.#pending.charCodeAt(at))) {
        complete.push(this.#pending.slice(start, at + 1));
        start = at + 1;
      }
    }
    this.#pending = this.#pending.slice(start);
    this.#scanned = this.#pending.length;
    return complete;
  }

  /** True when this character ends an object. */
  #step(character: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === BACKSLASH) this.#escaped = true;
      else if (character === QUOTE) this.#inString = false;
      return false;
    }
    if (character === QUOTE) this.#inString = true;
    else if (character === OPEN) this.#depth += 1;
    else if (character === CLOSE) {
      this.#depth -= 1;
      return this.#depth === 0;
    }
    return false;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
