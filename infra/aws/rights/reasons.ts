/** Statements that no call of a service's own code uses, by their Sid: who does, and why the role needs them. */
export const USED_BY_AWS: Readonly<Record<string, string>> = {
  LogWrite: "Lambda writes the function's log with the function's role.",
  QueuePoll: "Lambda's event source mapping polls the queue with the function's role.",
  NetworkLook: 'Lambda looks for the network interfaces of functions in private subnets.',
  NetworkConnect: 'Lambda connects functions in private subnets.',
  NetworkNotByCode: "A denial: it keeps the three rights above it from the function's own code.",
  MissingKeysAre404:
    'S3 looks whether the caller may list the bucket when a key is not there, and says 403 instead of 404 otherwise; no request names it.',
};

/** Statements on `*`, by their Sid: why no resource can be named. */
export const ON_EVERY_RESOURCE: Readonly<Record<string, string>> = {
  NetworkLook: 'EC2 knows no resources for its Describe actions.',
  SandboxFind: 'EC2 knows no resources for its Describe actions.',
  NetworkNotByCode: 'A denial, which is the stronger the more it names.',
};
