/** The dependency table of the design, enforced. Type imports count. A folder is entered only through its index.ts. */
const FEATURES = ['knowledge', 'flows', 'handoff', 'care'];
const may = {
  core: [],
  content: ['core'],
  outgoing: ['core'],
  model: ['core'],
  storage: ['core'],
  coordination: ['core'],
  customers: ['core', 'outgoing', 'storage', 'coordination'],
  knowledge: ['core', 'storage', 'coordination', 'customers'],
  flows: ['core', 'content', 'storage', 'coordination', 'customers'],
  handoff: ['core', 'outgoing', 'storage', 'coordination', 'customers'],
  care: ['core', 'content', 'storage', 'coordination', 'customers'],
  channels: ['core'],
  bot: ['core', 'storage', 'coordination', 'customers', ...FEATURES],
  server: ['core', 'outgoing', 'storage', 'coordination', 'customers', 'bot', ...FEATURES],
  cli: [
    'core',
    'content',
    'storage',
    'coordination',
    'customers',
    'bot',
    'server',
    'app.ts',
    'config.ts',
    'system.ts',
    'version.ts',
    'composition',
    ...FEATURES,
  ],
};

const tableRules = Object.entries(may).map(([house, allowed]) => ({
  name: `${house}-imports`,
  comment: `src/${house} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^src/${house}/` },
  to: {
    path: '^src/',
    pathNot: `^src/(${[house, ...allowed].map((name) => name.replace('.', '\\.')).join('|')})(/|$)`,
  },
}));

export default {
  forbidden: [
    ...tableRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'through-the-index',
      comment: 'Across folders only through index.ts',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/composition/' },
      to: {
        path: '^src/[^/]+/.+',
        pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '^src/server/contract/', '^src/composition/[^/]+\\.ts$'],
      },
    },
    {
      name: 'composition-through-the-index',
      severity: 'error',
      from: { path: '^src/([^/]+\\.ts$|composition/)' },
      to: {
        path: '^src/[^/]+/.+',
        pathNot: [
          '^src/[^/]+/index\\.ts$',
          '^src/channels/[^/]+/index\\.ts$',
          '^src/(composition|settings)/[^/]+\\.ts$',
        ],
      },
    },
    {
      name: 'channels-apart',
      comment: 'A channel never imports another channel',
      severity: 'error',
      from: { path: '^src/channels/([^/]+)/' },
      to: { path: '^src/channels/', pathNot: '^src/channels/$1/' },
    },
    {
      name: 'core-is-pure',
      comment: 'Nothing but zod, and hashing, which is computing and no I/O',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: ['node_modules/zod/', '^(node:)?crypto$'] },
    },
    { name: 'src-never-imports-test', severity: 'error', from: { path: '^(src|console)/' }, to: { path: '^test/' } },
    {
      name: 'console-takes-contract-only',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^src/', pathNot: '^src/server/contract/' },
    },
    {
      name: 'models-are-lazy',
      comment: 'A shop without a model pays nothing: these packages are loaded when they are used',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/knowledge/import/loaders/' },
      to: {
        path: 'node_modules/(@langchain|langchain|openai|officeparser|epub2)/',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'commands-are-lazy',
      comment:
        'A command loads what it needs when it runs; a start opens the thread that searches before it loads the app',
      severity: 'error',
      from: { path: '^src/cli/(program|start)\\.ts$' },
      to: {
        path: '^src/(app\\.ts$|cli/|composition/|knowledge/|storage/|bot/|server/)',
        pathNot: '^src/cli/(context|exit-codes)\\.ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(console/|bench/)?dist/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
