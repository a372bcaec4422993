/**
 * The arrows of docs/ARCHITECTURE.md. A folder may import only what its line allows; everything below it in the
 * house knows nothing of what stands above. Tests and benches may import all.
 */
const code = (folder) => `^${folder}/`;
const allow = (folder, may) => ({
  name: `${folder}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: code(folder), pathNot: '\\.test\\.ts$' },
  to: {
    path: '^(api|activities|catalog|client|console|controllers|kubernetes|node|stack|tools|workers|workflows|test|bench)/',
    pathNot: `^(${[folder, ...may].join('|')})/`,
  },
});

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    allow('api', []),
    allow('catalog', ['api']),
    allow('kubernetes', ['api']),
    allow('activities', ['api', 'kubernetes']),
    allow('workflows', ['api', 'activities']),
    {
      name: 'workflows-import-types-of-activities-only',
      comment:
        'Workflow code runs in a deterministic sandbox; an activity imported for real would run there.',
      severity: 'error',
      from: { path: '^workflows/', pathNot: '\\.test\\.ts$' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    allow('client', ['api', 'catalog', 'kubernetes', 'workflows']),
    {
      name: 'client-imports-types-of-workflows-only',
      severity: 'error',
      from: { path: '^client/', pathNot: '\\.test\\.ts$' },
      to: { path: '^workflows/', dependencyTypesNot: ['type-only'] },
    },
    allow('controllers', ['api', 'client', 'catalog', 'kubernetes']),
    allow('node', ['api', 'activities', 'controllers', 'kubernetes', 'workflows']),
    allow('stack', ['api', 'catalog', 'client', 'kubernetes']),
    allow('workers', [
      'api',
      'activities',
      'catalog',
      'client',
      'console',
      'controllers',
      'kubernetes',
      'node',
      'workflows',
    ]),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.statewright)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
