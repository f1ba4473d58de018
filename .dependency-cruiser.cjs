// Arrows point down only: infra and cli -> registry -> services -> shared (docs/architecture.md).
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle means that two files are one idea.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'shared-knows-nobody',
      severity: 'error',
      comment: 'shared imports neither services nor infra.',
      from: { path: '^shared/' },
      to: { path: '^(services|infra|test)/' },
    },
    {
      name: 'services-know-no-infra',
      severity: 'error',
      comment: 'A service is told what it gets; it does not know where it runs.',
      from: { path: '^services/' },
      to: { path: '^(infra|test)/' },
    },
    {
      name: 'services-never-know-each-other',
      severity: 'error',
      comment: 'Services know events, never each other; each can be replaced alone.',
      from: { path: '^services/([^/]+)/', pathNot: '^services/(cli|uploader|console)/' },
      to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    },
    {
      name: 'tools-use-the-api-only',
      severity: 'error',
      comment: 'What people touch speaks HTTP through the typed client, it does not reach into services.',
      from: { path: '^services/(cli|uploader|console)/' },
      to: { path: '^services/(?!cli/|uploader/|console/)[^/]+/' },
    },
    {
      name: 'only-the-registry-knows-all-services',
      severity: 'error',
      comment: 'infra reaches services through services/registry.ts.',
      from: { path: '^infra/' },
      to: { path: '^services/[^/]+/', pathNot: '^services/uploader/' },
    },
    {
      name: 'services-reach-the-world-through-ports',
      severity: 'error',
      comment: 'Clients are wired in by the runtime, never imported by a service.',
      from: { path: '^services/', pathNot: '^services/(cli|uploader|console)/' },
      to: { path: '^shared/clients/' },
    },
    {
      name: 'the-domain-is-pure',
      severity: 'error',
      comment:
        'shared/session holds no I/O, so that everything about a session can be tested without a world.',
      from: { path: '^shared/session/' },
      to: { path: '^(node:(?!crypto|zlib|util)|shared/(clients|service)/)' },
    },
    {
      name: 'not-to-dev-dep',
      severity: 'error',
      comment: 'What ships needs only what is installed where it ships.',
      from: { path: '^(services|shared)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'] },
  },
};
