/** Bytes being put together. `bytes` and `view` are replaced when it grows: read them again after `reserve`. */
export interface ByteSink {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  length: number;
  /** Makes room for `count` bytes after `length`. */
  reserve(count: number): void;
  byte(value: number): void;
  /** Unsigned, 7 bits a byte, low ones first (ULEB128); whole numbers up to 2^53. */
  varint(value: number): void;
  append(bytes: Uint8Array): void;
  /** A copy of what is there; the sink is empty again and keeps its memory. */
  take(): Uint8Array;
}

export function openByteSink(capacity = 256): ByteSink {
  let bytes = new Uint8Array(capacity);
  let view = new DataView(bytes.buffer);
  const sink: ByteSink = {
    get bytes() {
      return bytes;
    },
    get view() {
      return view;
    },
    length: 0,
    reserve(count) {
      if (sink.length + count <= bytes.length) return;
      const grown = new Uint8Array(Math.max(sink.length + count, 2 * bytes.length));
      grown.set(bytes.subarray(0, sink.length));
      bytes = grown;
      view = new DataView(bytes.buffer);
    },
    byte(value) {
      sink.reserve(1);
      bytes[sink.length++] = value;
    },
    varint(value) {
      sink.reserve(8);
      let rest = value;
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[sink.length++] = (rest % 0x80) | 0x80;
      bytes[sink.length++] = rest;
    },
    append(more) {
      sink.reserve(more.length);
      bytes.set(more, sink.length);
      sink.length += more.length;
    },
    take() {
      const taken = bytes.slice(0, sink.length);
      sink.length = 0;
      return taken;
    },
  };
  return sink;
}
