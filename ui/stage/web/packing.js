// Reads the block of bytes that packing.py writes: arrays become views, no number is parsed.

/** @type {Record<string, any>} */
const TYPES = { Float32Array, Int32Array, Float64Array, Uint8Array };

/**
 * @param {Uint8Array} bytes
 * @returns {any}
 */
export function unpack(bytes) {
  const aligned = bytes.byteOffset % 8 ? bytes.slice() : bytes;
  const { buffer, byteOffset } = aligned;
  const length = new DataView(buffer, byteOffset, 4).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, byteOffset + 4, length));
  const body = byteOffset + 4 + length;
  const views = new Map();

  /**
   * @param {any} value
   * @returns {any}
   */
  const restore = (value) => {
    if (Array.isArray(value)) return value.map(restore);
    if (value === null || typeof value !== "object") return value;
    if (value.$) {
      const [offset, size, type, shape] = value.$;
      const known = `${offset} ${size}`; // an empty array stands where the next one begins
      if (!views.has(known)) {
        views.set(known, shaped(new TYPES[type](buffer, body + offset, size), shape));
      }
      return views.get(known);
    }
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, restore(entry)]));
  };
  return restore(JSON.parse(text));
}

/**
 * @param {any} flat
 * @param {number[]} shape
 */
function shaped(flat, shape) {
  if (shape.length < 2) return flat;
  const width = shape[1];
  return Array.from({ length: shape[0] }, (_, row) => flat.subarray(row * width, (row + 1) * width));
}
