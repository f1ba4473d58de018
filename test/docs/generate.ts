/** `npm run docs`: writes the generated pages. */
import { writeFile } from 'node:fs/promises';
import { pages } from './pages.ts';

const root = new URL('../../', import.meta.url);
for (const [path, write] of Object.entries(pages)) {
  await writeFile(new URL(path, root), write());
  console.log(path);
}
