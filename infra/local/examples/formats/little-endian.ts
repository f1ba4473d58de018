/** The values' bytes in little-endian order, whatever this machine's own order is. */
export function littleEndian(values: Int16Array | Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.byteLength));
  if (values instanceof Int16Array) values.forEach((value, i) => void view.setInt16(2 * i, value, true));
  else values.forEach((value, i) => void view.setFloat64(8 * i, value, true));
  return new Uint8Array(view.buffer);
}
