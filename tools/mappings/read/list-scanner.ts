import { LIST_DEPTH_MAX } from './lists-in.ts';

interface Frame {
  readonly is_object: boolean;
  /** Place of what stands below the frame's key; null where a list lies above it. */
  readonly above: string | null;
  key: string;
  expects_key: boolean;
  /** Place of a list whose first item has not come. */
  open_list: string | null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/**
 * Finds the lists in JSON text that comes in pieces, as `listsIn` does in a value: below objects, not below lists. Holds one
 * key at a time, so the text may be larger than memory. What it finds in broken text is of no use, and no error.
 */
export class ListScanner {
  readonly lists = new Map<string, 'objects' | 'empty'>();
  readonly #frames: Frame[] = [];
  /** Depth below the frames that are kept. */
  #deeper = 0;
  #in_string = false;
  /** Whether the character before, perhaps the last of a piece, was a backslash that escapes the next one. */
  #is_escaped = false;
  #key: string | null = null;

  write(text: string): void {
    let at = 0;
    while (at < text.length) at = this.#in_string ? this.#string(text, at) : this.#token(text, at);
  }

  #string(text: string, from: number): number {
    let at = from;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#is_escaped) this.#is_escaped = false;
      else if (code === QUOTE) break;
      else this.#is_escaped = code === BACKSLASH;
    }
    if (this.#key !== null) this.#key += text.slice(from, at);
    if (at >= text.length) return at;
    this.#in_string = false;
    const frame = this.#frames.at(-1);
    if (this.#key !== null && frame !== undefined) frame.key = this.#key;
    this.#key = null;
    return at + 1;
  }

  #token(text: string, at: number): number {
    const code = text.charCodeAt(at);
    if (isBlank(code)) return at + 1;
    const frame = this.#deeper === 0 ? this.#frames.at(-1) : undefined;
    if (frame?.open_list != null) {
      if (code === 0x7b) this.lists.set(frame.open_list, 'objects');
      else if (code === 0x5d && !this.lists.has(frame.open_list)) this.lists.set(frame.open_list, 'empty');
      frame.open_list = null;
    }
    switch (code) {
      case QUOTE:
        this.#in_string = true;
        if (frame?.expects_key === true) this.#key = '';
        break;
      case 0x7b: // {
      case 0x5b: // [
        this.#open(code === 0x7b, frame);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        if (this.#deeper > 0) this.#deeper -= 1;
        else this.#frames.pop();
        break;
      case 0x3a: // :
        if (frame !== undefined) frame.expects_key = false;
        break;
      case 0x2c: // ,
        if (frame !== undefined) frame.expects_key = frame.is_object;
        break;
      default:
    }
    return at + 1;
  }

  #open(is_object: boolean, frame: Frame | undefined): void {
    const is_first = this.#frames.length === 0;
    const below = frame?.is_object === true && frame.above !== null;
    const inside = is_first ? '' : below ? `${frame.above}${frame.key}` : null;
    if (this.#deeper > 0 || (!is_first && (inside === null || this.#frames.length > LIST_DEPTH_MAX))) {
      this.#deeper += 1;
      return;
    }
    const above = is_object ? (is_first ? '' : `${inside}.`) : null;
    this.#frames.push({
      is_object,
      above,
      key: '',
      expects_key: is_object,
      open_list: is_object || is_first ? null : inside,
    });
  }
}
