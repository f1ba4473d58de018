import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flattenMetadata } from '../../../../shared/session/metadata/flatten.ts';
import { parseMetadata } from '../../../../shared/session/metadata/parse.ts';

const read = (text: string, fileName: string) => parseMetadata(Buffer.from(text), fileName);
const codes = (text: string, fileName: string) => read(text, fileName).notes.map(({ code }) => code);

describe('metadata in JSON', () => {
  test('is read as it stands', () => {
    const text = '{"subject": {"id": "m1", "age": 21.5}, "tags": ["a", null, true]}';
    expect(read(text, 'metadata.json')).toEqual({
      format: 'json',
      value: { subject: { id: 'm1', age: 21.5 }, tags: ['a', null, true] },
      notes: [],
    });
  });

  test.each([
    ['a trailing comma', '{"a": 1,}', { a: 1 }],
    ['comments', '{"a": 1 /* one: "x" */, // two\n "b": 2}', { a: 1, b: 2 }],
    ['single quotes and bare keys', "{a: 'x'}", { a: 'x' }],
    ['NaN and Infinity', '{"a": NaN, "b": -Infinity}', { a: 'NaN', b: '-Infinity' }],
  ])('is read with a note where it holds %s', (_, text, value) => {
    expect(read(text, 'metadata.json')).toMatchObject({
      format: 'json',
      value,
      notes: [{ code: 'metadata-lenient-json', message: expect.stringContaining('JSON5') }],
    });
  });

  test('names each key that stands twice, and takes the last', () => {
    const text = '{"a": {"x": 1, "y:": "{", "x": 2}, "b": [{"x": 1}, {"x": 1}], "a\\u0062": 1, "ab": 2}';
    const { value, notes } = read(text, 'metadata.json');
    expect(value).toEqual({ a: { x: 2, 'y:': '{' }, b: [{ x: 1 }, { x: 1 }], ab: 2 });
    expect(notes).toEqual([
      expect.objectContaining({ code: 'metadata-duplicate-key', path: 'a.x' }),
      expect.objectContaining({ code: 'metadata-duplicate-key', path: 'ab' }),
    ]);
  });

  test('is not misled by quotes inside of texts', () => {
    expect(read('{"q": "\\"{", "x": 1, "x": 2}', 'metadata.json').notes).toMatchObject([{ path: 'x' }]);
    expect(codes('{"q": "\\\\", "x": "\\",\\"x\\":"}', 'metadata.json')).toEqual([]);
  });

  test('keeps numbers as text that a double would change', () => {
    const text =
      '{"serial": 12345678901234567890, "huge": -1e999, "fine": 9007199254740991, "text": "12345678901234567890"}';
    expect(read(text, 'metadata.json').value).toEqual({
      serial: '12345678901234567890',
      huge: '-1e999',
      fine: 9007199254740991,
      text: '12345678901234567890',
    });
  });

  test('that is cut off cannot be read, and that is said', () => {
    expect(read('{"a": 1, "b": {"c"', 'metadata.json')).toEqual({
      format: 'none',
      value: {},
      notes: [expect.objectContaining({ code: 'metadata-unreadable' })],
    });
    expect(codes('{"a": 1', 'metadata.txt')).toEqual(['metadata-unreadable']);
  });

  test('keeps hostile keys as plain values', () => {
    const { value } = read(
      '{"__proto__": {"admin": true}, "constructor": {"prototype": 1}}',
      'metadata.json',
    );
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"admin":true},"constructor":{"prototype":1}}');
    expect('admin' in {}).toBe(false);
  });
});

describe('metadata in YAML', () => {
  test('is read with dates, words and leading zeros as text', () => {
    const text = [
      'subject: {id: 007}',
      'date: 2021-03-01 10:00:00',
      'wet: yes',
      'gain: 1.5',
      'on: true',
      'tags: [a, ~]',
    ].join('\n');
    expect(read(text, 'metadata.yaml')).toEqual({
      format: 'yaml',
      value: {
        subject: { id: '007' },
        date: '2021-03-01 10:00:00',
        wet: 'yes',
        gain: 1.5,
        on: true,
        tags: ['a', null],
      },
      notes: [],
    });
  });

  test('resolves aliases and merge keys', () => {
    const text = 'base: &base {rate: 100}\nprobe:\n  <<: *base\n  name: p1\ncopy: *base\n';
    expect(read(text, 'metadata.yml').value).toEqual({
      base: { rate: 100 },
      probe: { rate: 100, name: 'p1' },
      copy: { rate: 100 },
    });
  });

  test('keeps exact integers, and names keys that stand twice', () => {
    const { value, notes } = read('a: 12345678901234567890\nb: 1\nb: .inf\n__proto__: 3\n', 'metadata.yaml');
    expect(Object.entries(value)).toEqual([
      ['a', '12345678901234567890'],
      ['b', 'Infinity'],
      ['__proto__', 3],
    ]);
    expect(notes).toEqual([{ code: 'metadata-duplicate-key', message: expect.stringContaining('line 3') }]);
  });

  test('with several documents keeps them all', () => {
    expect(read('---\na: 1\n---\nb: 2\n', 'metadata.yaml')).toMatchObject({
      value: { content: [{ a: 1 }, { b: 2 }] },
      notes: [{ code: 'metadata-not-a-map' }],
    });
  });

  test('that breaks the rules is read line by line', () => {
    expect(read('note: after: lunch\nsubject: m1\n', 'metadata.yaml')).toMatchObject({
      format: 'text',
      value: { note: 'after: lunch', subject: 'm1' },
      notes: [{ code: 'metadata-other-format' }],
    });
  });

  test('that nothing can be made of is said to be unreadable', () => {
    expect(read('- "x\n', 'metadata.yaml')).toMatchObject({
      format: 'none',
      notes: [{ code: 'metadata-unreadable' }],
    });
  });

  test('that multiplies aliases is cut before it fills the memory', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `l${n}: &l${n} [${Array(10).fill(n ? `*l${n - 1}` : 'x')}]`,
    );
    const { value, notes } = read(levels.join('\n'), 'metadata.yaml');
    expect(JSON.stringify(value).length).toBeLessThan(1_000_000);
    expect(notes).toMatchObject([{ code: 'metadata-too-many-leaves' }]);
  });

  test('that repeats one long text by aliases is cut before it fills the memory', () => {
    const { value, notes } = read(
      `a: &a ${'x'.repeat(100_000)}\nb: [${Array(50_000).fill('*a')}]\n`,
      'metadata.yaml',
    );
    expect(JSON.stringify(value).length).toBeLessThan(11_000_000);
    expect(notes).toMatchObject([{ code: 'metadata-too-many-leaves' }]);
  });

  test('passes over tags of programs, and refuses lists for keys', () => {
    const text = 'size: !!python/tuple [1, 2]\nunit: !Unit mV\nprobe: !Probe {name: p1}\n';
    expect(read(text, 'metadata.yaml')).toEqual({
      format: 'yaml',
      value: { size: [1, 2], unit: 'mV', probe: { name: 'p1' } },
      notes: [],
    });
    expect(read('? [1, 2]\n: x\na: 1\n', 'metadata.yaml')).toMatchObject({
      notes: [
        { code: 'metadata-other-format', message: expect.stringContaining('a key is a list or a map') },
      ],
    });
  });

  test('that refers to itself ends', () => {
    expect(codes('a: &a [x, *a]\n', 'metadata.yaml')).toEqual(['metadata-too-deep']);
  });
});

describe('metadata in lines', () => {
  test('is read with ":" and "=", comments and quotes', () => {
    const text = [
      '# header',
      'subject: m1',
      'rate=30000',
      '"with space" = "x = y"',
      "q: 'it'",
      '; done',
      'empty:',
      '',
    ].join('\r\n');
    expect(read(text, 'metadata.txt')).toEqual({
      format: 'text',
      value: { subject: 'm1', rate: '30000', 'with space': 'x = y', q: 'it', empty: '' },
      notes: [],
    });
  });

  test('keeps the whole of a value, whatever signs it holds', () => {
    const text =
      'note = electrode #3 was noisy; replaced\nstart: 12:30:05\nlink: https://lab.example/a=b\nratio: 1:2\nch1:50';
    expect(read(text, 'metadata.txt').value).toEqual({
      note: 'electrode #3 was noisy; replaced',
      start: '12:30:05',
      link: 'https://lab.example/a=b',
      ratio: '1:2',
      ch1: '50',
    });
  });

  test('takes a comment off behind a number, a date, true or false', () => {
    const text = 'rate = 30000 ; Hz\ndate = 2021-03-01 # spring\nok = true ;\nid = 5;6\nname = m1 ; mouse';
    expect(read(text, 'metadata.ini').value).toEqual({
      rate: '30000',
      date: '2021-03-01',
      ok: 'true',
      id: '5;6',
      name: 'm1 ; mouse',
    });
  });

  test('has sections in INI', () => {
    const text = '[Subject]\nid = m1\n[Probe.A]\nrate: 30000\n[Subject]\nage = 3\n';
    const value = { Subject: { id: 'm1', age: '3' }, 'Probe.A': { rate: '30000' } };
    expect(read(text, 'metadata.ini')).toEqual({ format: 'ini', value, notes: [] });
    expect(read(text, 'notes')).toEqual({ format: 'ini', value, notes: [] });
  });

  test('keeps a key and a section of the same name', () => {
    expect(read('subject = m1\n[subject]\nage = 3\n', 'metadata.ini').value).toEqual({
      subject: ['m1', { age: '3' }],
    });
  });

  test('keeps all values of a key that comes again', () => {
    expect(read('note: a\nnote: b\n', 'metadata.txt')).toMatchObject({
      value: { note: ['a', 'b'] },
      notes: [{ code: 'metadata-duplicate-key', path: 'note' }],
    });
    expect(read('[a]\nx=1\nx=2\n', 'metadata.ini')).toMatchObject({ notes: [{ path: 'a.x' }] });
    expect(read('ch[] = 1\nch[] = 2\n', 'metadata.ini')).toMatchObject({
      value: { ch: ['1', '2'] },
      notes: [],
    });
  });

  test('keeps lines without a key', () => {
    const text = 'subject: m1\nThe mouse slept.\n12:30 woke up\n= 3\nhttps://lab.example\n';
    expect(read(text, 'metadata.txt')).toMatchObject({
      value: { subject: 'm1', content: ['The mouse slept.', '12:30 woke up', '= 3', 'https://lab.example'] },
      notes: [{ code: 'metadata-line-without-key', message: expect.stringContaining('4 lines') }],
    });
  });

  test('keeps hostile keys as plain values', () => {
    const { value } = read('__proto__ = 1\n[__proto__]\nadmin = 1\n[constructor]\nx = 1\n', 'metadata.ini');
    expect(JSON.stringify(value)).toBe('{"__proto__":["1",{"admin":"1"}],"constructor":{"x":"1"}}');
    expect('admin' in {}).toBe(false);
  });
});

describe('metadata without a telling name', () => {
  test.each([
    ['{"a": 1}', 'json', { a: 1 }],
    ['[{"a": 1}]', 'json', { content: [{ a: 1 }] }],
    ['[a]\nb=1', 'ini', { a: { b: '1' } }],
    ['[a]\n  b: 1\n', 'ini', { a: { b: '1' } }],
    ['a:\n  [1, 2]\nb:\n  c: 1\n', 'yaml', { a: [1, 2], b: { c: 1 } }],
    ['a:\n  b: 1\n', 'yaml', { a: { b: 1 } }],
    ['a:\n- 1\n- 2\n', 'yaml', { a: [1, 2] }],
    ['a: 1\nb = 2\n', 'text', { a: '1', b: '2' }],
    ['a: b: c\n - d\n', 'text', { a: 'b: c', content: '- d' }],
  ])('is read by its looks: %j', (text, format, value) => {
    expect(read(text, 'metadata.txt')).toMatchObject({ format, value });
    expect(read(text, 'README')).toMatchObject({ format, value });
  });

  test('and with a wrong name too', () => {
    expect(read('subject: m1\n', 'metadata.json')).toMatchObject({
      format: 'text',
      value: { subject: 'm1' },
      notes: [{ code: 'metadata-other-format' }],
    });
  });
});

describe('metadata that is no map', () => {
  test.each([
    ['[{"a": 1}, 2]', { content: [{ a: 1 }, 2] }],
    ['"free text"', { content: 'free text' }],
    ['7', { content: 7 }],
    ['null', {}],
  ])('is marked, and what it holds is kept: %j', (text, value) => {
    expect(read(text, 'metadata.json')).toMatchObject({ value, notes: [{ code: 'metadata-not-a-map' }] });
  });

  test.each(['', ' \n\t', '\ufeff'])('because the file is empty (%j) is said', (text) => {
    expect(read(text, 'metadata.json')).toMatchObject({
      format: 'none',
      value: {},
      notes: [{ code: 'metadata-empty' }],
    });
  });
});

describe('the encoding', () => {
  const text = '{"gain": "5 µV", "who": "Zoë"}';
  const value = { gain: '5 µV', who: 'Zoë' };
  const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();

  test.each([
    ['UTF-8 with a byte-order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', swapped(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ])('%s is read without a word', (_, bytes) => {
    expect(parseMetadata(bytes, 'metadata.json')).toEqual({ format: 'json', value, notes: [] });
  });

  test('windows-1252 is read with a note', () => {
    expect(parseMetadata(Buffer.from(text, 'latin1'), 'metadata.json')).toMatchObject({
      value,
      notes: [{ code: 'metadata-not-unicode', message: expect.stringContaining('windows-1252') }],
    });
  });

  test('damaged UTF-8 keeps what can be read', () => {
    const bytes = Buffer.concat([Buffer.from('who: Zoë '), Buffer.from([0xff]), Buffer.from(' end')]);
    expect(parseMetadata(bytes, 'metadata.txt')).toMatchObject({
      value: { who: 'Zoë \ufffd end' },
      notes: [{ code: 'metadata-not-unicode', message: expect.stringContaining('replaced') }],
    });
  });

  test('a replacement character of its own is no damage', () => {
    expect(codes('{"a": "\ufffd"}', 'metadata.json')).toEqual([]);
  });

  test('half a character, escaped in JSON, is replaced in keys and values', () => {
    const { value, notes } = read('{"\\ud800": "\\udc00x"}', 'metadata.json');
    expect(value).toEqual({ '\ufffd': '\ufffdx' });
    expect(notes).toMatchObject([{ code: 'metadata-not-unicode' }]);
  });
});

describe('bounds', () => {
  test('above 5 MiB nothing is read', () => {
    const bytes = Buffer.alloc(5 * 1024 * 1024 + 1, ' ');
    expect(parseMetadata(bytes, 'metadata.json')).toMatchObject({
      format: 'none',
      notes: [{ code: 'metadata-too-large' }],
    });
  });

  test('what lies deeper than 64 levels is left out, the rest stays', () => {
    const text = `{"a": 1, "deep": ${'{"x":'.repeat(900)}1${'}'.repeat(900)}, "b": 2}`;
    const { value, notes } = read(text, 'metadata.json');
    expect(value).toMatchObject({ a: 1, b: 2 });
    expect(notes).toMatchObject([{ code: 'metadata-too-deep', path: `deep${'.x'.repeat(63)}` }]);
    expect(JSON.stringify(value).split('{').length - 1).toBe(64);
  });

  test('what lies deeper than 1,000 levels is refused before parsing', () => {
    const text = `{"a": ${'['.repeat(1000)}${']'.repeat(1000)}}`;
    expect(read(text, 'm.json').notes).toMatchObject([
      { code: 'metadata-unreadable', message: expect.stringContaining('1000 levels') },
    ]);
    expect(codes(text, 'm.yaml')).toEqual(['metadata-unreadable']);
  });

  test('brackets without end are refused soon', () => {
    for (const name of ['m.json', 'm.yaml', 'm.txt']) {
      for (const text of ['[', '{"a":', '- ', '? ']) {
        const { value, notes } = read(text.repeat(50_000), name);
        expect(JSON.stringify(value).length).toBeLessThan(2 * 5 * 50_000);
        expect(notes.length).toBeGreaterThan(0);
      }
    }
  });

  test('after 100,000 values the rest is left out', () => {
    const { value, notes } = read(JSON.stringify({ a: Array(100_001).fill(0), b: [] }), 'metadata.json');
    expect(value.a).toHaveLength(100_000);
    expect(value).not.toHaveProperty('b');
    expect(notes).toMatchObject([{ code: 'metadata-too-many-leaves' }]);
    expect(codes(JSON.stringify({ a: Array(100_000).fill(0) }), 'metadata.json')).toEqual([]);
  });

  test('a huge key is written out a few times only', () => {
    const pairs = Array.from({ length: 50_000 }, (_, n) => `"k${n % 25_000}": {}`).join();
    const deep = `{"x":${'['.repeat(70)}${Array(10_000).fill('[]').join()}${']'.repeat(70)}}`;
    const text = `{"${'k'.repeat(1_000_000)}": [{${pairs}}, ${deep}]}`;
    const { value, notes } = read(text, 'metadata.json');
    expect(notes.every(({ path = '' }) => path.length <= 200)).toBe(true);
    expect(notes.map(({ code }) => code)).toContain('metadata-duplicate-key');
    expect(flattenMetadata(value).attributes.every(({ key }) => key.length <= 512)).toBe(true);
  });

  test('notes do not grow without end', () => {
    const { notes } = read(
      'a line\n'.replace('a', 'no').concat(...Array.from({ length: 500 }, (_, n) => `k${n}=1\nk${n}=2\n`)),
      'm.txt',
    );
    expect(notes).toHaveLength(101);
    expect(notes.at(-1)).toMatchObject({
      code: 'metadata-too-many-notes',
      message: expect.stringContaining('401'),
    });
  });
});

describe('parseMetadata', () => {
  const text = fc.string({ unit: 'grapheme' });
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((num) => !Object.is(num, -0) && (!Number.isInteger(num) || Number.isSafeInteger(num)));
  const names = fc.constantFrom('m.json', 'm.yaml', 'm.yml', 'm.ini', 'm.txt', 'm', 'm.JSON');

  test('never throws, whatever the bytes, and what it gives survives being stored as JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), names, (bytes, name) => {
        const parsed = parseMetadata(bytes, name);
        expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed);
      }),
    );
  });

  test('nor on text full of signs that mean something', () => {
    const sign = fc.constantFrom(
      ...'{}[]:,"\'#=&*-?!|>%@`~\n\t \\/;.<'.split(''),
      'a',
      '1',
      '__proto__',
      '<<',
      'null',
      '&a',
      '*a',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 40 }), names, (signs, name) => {
        const parsed = parseMetadata(Buffer.from(signs.join('')), name);
        expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed);
      }),
      { numRuns: 500 },
    );
  });

  test('gives back any JSON object as it was', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        text,
        number,
        fc.boolean(),
        fc.constant(null),
        tie('map'),
        fc.array(tie('tree')),
      ),
      map: fc.dictionary(text, tie('tree')),
    }));
    fc.assert(
      fc.property(fc.dictionary(text, tree), (object) => {
        const text = JSON.stringify(object);
        const { format, value, notes } = read(text, 'metadata.json');
        expect({ format, notes }).toEqual({ format: 'json', notes: [] });
        expect(JSON.stringify(value)).toEqual(text);
      }),
    );
  });
});
