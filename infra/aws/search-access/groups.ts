/** Of a group's IAM role, as `names.roleArn` takes it. */
export const groupRole = (group: string): string => `dashboards-${group}`;

/** Groups name roles of IAM and of the search domain, and are said in a URL. */
const GROUP = /^[a-z][a-z0-9-]{0,30}$/;

/** @throws where a group cannot have a role of its name. */
export function checkGroups(groups: Readonly<Record<string, unknown>>): void {
  const wrong = Object.keys(groups).filter((group) => !GROUP.test(group));
  if (wrong.length > 0)
    throw new Error(
      `sessions:search.groups has the name ${wrong.map((name) => JSON.stringify(name)).join(', ')}. Allowed: a small letter, then at most 30 small letters, digits and hyphens.`,
    );
}
