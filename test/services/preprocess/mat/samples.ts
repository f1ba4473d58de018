import fc from 'fast-check';
import type { NumericClass } from '../../../../services/preprocess/mat/types.ts';
import type { Read } from './reading.ts';
import { NUMERIC_CLASSES, type Sample } from './writing.ts';

const INTEGERS: Partial<Record<NumericClass, readonly [bigint, bigint]>> = {
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

const isBig = (type: NumericClass): boolean => type === 'int64' || type === 'uint64';

/** Values of a type as its array gives them. */
function valueIn(type: NumericClass): fc.Arbitrary<number | bigint> {
  if (type === 'double') return fc.double();
  if (type === 'single') return fc.float();
  const [min, max] = INTEGERS[type] ?? [0n, 0n];
  const any = fc.bigInt({ min, max });
  return isBig(type) ? any : any.map(Number);
}

/** The types that hold every value of a class, as level 5 stores what fits into less. */
export function smallerTypes(type: NumericClass): readonly NumericClass[] {
  const bounds =
    type === 'double'
      ? [-(2n ** 53n), 2n ** 53n]
      : type === 'single'
        ? [-(2n ** 24n), 2n ** 24n]
        : INTEGERS[type];
  const [least = 0n, most = 0n] = bounds ?? [];
  return NUMERIC_CLASSES.filter((other) => {
    const [min, max] = INTEGERS[other] ?? [least - 1n, most];
    return other === type || (min >= least && max <= most);
  });
}

const names = fc.stringMatching(/^[A-Za-z]\w{0,20}$/);

/** A matrix of one of `classes` with up to `dimensions` dimensions, perhaps complex, perhaps stored in less. */
export function samples(
  classes: readonly NumericClass[],
  dimensions: number,
  compact: boolean,
): fc.Arbitrary<Sample> {
  return fc
    .record({
      name: names,
      class: fc.constantFrom(...classes),
      dims: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: dimensions }),
      complex: fc.boolean(),
    })
    .chain(({ name, class: kind, dims, complex }) =>
      fc.constantFrom(...(compact ? smallerTypes(kind) : [kind])).chain((stored) => {
        const length = dims.reduce((product, dim) => product * dim, 1);
        const value = valueIn(stored).map((one) => (isBig(kind) ? BigInt(one) : Number(one)));
        const values = fc.array(value, { minLength: length, maxLength: length });
        return fc.record({ values, imaginary: values }).map((parts) => ({
          name,
          class: kind,
          dims,
          stored,
          values: parts.values,
          ...(complex && { imaginary: parts.imaginary }),
        }));
      }),
    );
}

/** What reading a sample must give. */
export const asRead = ({
  name,
  class: kind,
  dims,
  values,
  imaginary,
  flags = 0,
}: Sample): Omit<Read, 'array'> => ({
  name,
  class: kind,
  dims,
  values,
  complex: imaginary !== undefined,
  logical: (flags & 0x200) !== 0,
  global: (flags & 0x400) !== 0,
  ...(imaginary && { imaginary }),
});

export const chunkSizes: fc.Arbitrary<readonly number[]> = fc.oneof(
  fc.constant([1]),
  fc.constant([Number.POSITIVE_INFINITY]),
  fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
);
