/** Transforms complex numbers in place; both arrays have the length that it was opened for. */
export type Fft = (real: Float64Array, imaginary: Float64Array) => void;

/** The discrete Fourier transform of a length that is a power of two (Cooley and Tukey 1965, radix 2, in place). */
export function fftOf(length: number): Fft {
  const known = made.get(length) ?? makeFft(length);
  made.set(length, known);
  return known;
}

/** There are few lengths, and each takes longer to make than to use once. */
const made = new Map<number, Fft>();

function makeFft(length: number): Fft {
  if (!Number.isInteger(Math.log2(length))) throw new RangeError(`${length} is no power of two.`);
  const cosines = Float64Array.from({ length: length / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / length));
  const sines = Float64Array.from({ length: length / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / length));
  const reversed = reversedBits(length);

  return (real, imaginary) => {
    for (let i = 0; i < length; i++) {
      const j = reversed[i] as number;
      if (j <= i) continue;
      swap(real, i, j);
      swap(imaginary, i, j);
    }
    for (let half = 1; half < length; half *= 2) {
      const step = length / (2 * half);
      for (let start = 0; start < length; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const a = start + k;
          const b = a + half;
          const cosine = cosines[k * step] as number;
          const sine = sines[k * step] as number;
          const turnedReal = (real[b] as number) * cosine - (imaginary[b] as number) * sine;
          const turnedImaginary = (real[b] as number) * sine + (imaginary[b] as number) * cosine;
          real[b] = (real[a] as number) - turnedReal;
          imaginary[b] = (imaginary[a] as number) - turnedImaginary;
          real[a] = (real[a] as number) + turnedReal;
          imaginary[a] = (imaginary[a] as number) + turnedImaginary;
        }
      }
    }
  };
}

function reversedBits(length: number): Uint32Array {
  const reversed = new Uint32Array(length);
  for (let i = 1; i < length; i++)
    reversed[i] = ((reversed[i >> 1] as number) >> 1) | (i & 1 ? length >> 1 : 0);
  return reversed;
}

function swap(values: Float64Array, i: number, j: number): void {
  const value = values[i] as number;
  values[i] = values[j] as number;
  values[j] = value;
}
