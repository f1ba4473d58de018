import * as pulumi from '@pulumi/pulumi';

/** A value as JSON: archives and files by their path, which Pulumi promises, what is undefined left out. */
export function plain(value: unknown): unknown {
  if (value instanceof pulumi.asset.FileArchive) return { archive: value.path };
  if (value instanceof pulumi.asset.FileAsset) return { file: value.path };
  if (value instanceof pulumi.asset.StringAsset) return { text: value.text };
  if (value instanceof pulumi.asset.AssetArchive) return { archive: plain(value.assets) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) => (each === undefined ? [] : [[key, plain(each)]])),
    );
  return value;
}
