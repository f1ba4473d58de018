import { expect, test } from '@jest/globals';
import { javaArguments } from '../../../../infra/local/opensearch/java-arguments.ts';
import { layoutOf } from '../../../../infra/local/opensearch/layout.ts';

const files = { layout: layoutOf('/home/of/it'), jars: '/cache/lib', archive: '/cache/java.jsa' };
const attempt = { port: 9250, cluster: 'sessions-1', careful: false };

test('the runner is told one port less, because it counts its nodes from 1', () => {
  const args = javaArguments(attempt, '512m', files);
  expect(args.slice(args.indexOf('-baseHttpPort'))).toEqual(['-baseHttpPort', '9249']);
  expect(args).toEqual(expect.arrayContaining(['-clusterName', 'sessions-1', '-numOfNode', '1']));
});

test.each([
  ['2g', ['-Xms256m', '-Xmx2048m']],
  ['512m', ['-Xms256m', '-Xmx512m']],
  ['128M', ['-Xms128m', '-Xmx128m']],
])('a heap of %s never begins above its maximum', (heap, flags) => {
  expect(javaArguments(attempt, heap, files).slice(0, 2)).toEqual(flags);
});

test.each(['', 'much', '512', '-1m', '1.5g'])('"%s" is no heap', (heap) => {
  expect(() => javaArguments(attempt, heap, files)).toThrow('write it like 512m or 2g');
});

test('a careful attempt writes down exceptions and does without the archive', () => {
  const careful = javaArguments({ ...attempt, careful: true }, '512m', files).join(' ');
  expect(careful).toContain('-Xlog:exceptions');
  expect(careful).not.toContain('SharedArchive');
  expect(javaArguments(attempt, '512m', files).join(' ')).toContain('-XX:SharedArchiveFile=/cache/java.jsa');
});
