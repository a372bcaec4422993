type Fields = Readonly<Record<string, unknown>>;

const commonProbe = {
  initialDelaySeconds: 5,
  periodSeconds: 7,
  timeoutSeconds: 3,
  failureThreshold: 9,
};

/** Three ways to ask, with every field, and one with as few as can be. */
const probes: Fields = {
  livenessProbe: { ...commonProbe, terminationGracePeriodSeconds: 11, exec: { command: ['true'] } },
  readinessProbe: {
    ...commonProbe,
    successThreshold: 2,
    httpGet: {
      host: 'h',
      path: '/p',
      port: 'http',
      scheme: 'HTTPS',
      httpHeaders: [{ name: 'X-A', value: 'b' }, { name: 'X-Empty' }],
    },
  },
  startupProbe: { grpc: { port: 9090, service: 's' } },
};

const env: readonly Fields[] = [
  { name: 'PLAIN', value: 'v' },
  { name: 'EMPTY' },
  { name: 'FIELD', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
  { name: 'RESOURCE', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
  { name: 'CONFIG', valueFrom: { configMapKeyRef: { name: 'c', key: 'k', optional: true } } },
  { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } },
];

const securityContext: Fields = {
  capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
  privileged: false,
  seLinuxOptions: { user: 'u', role: 'r', type: 't', level: 's0' },
  runAsUser: 1000,
  runAsGroup: 1000,
  runAsNonRoot: true,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  procMount: 'Default',
  seccompProfile: { type: 'Localhost', localhostProfile: 'p.json' },
  appArmorProfile: { type: 'Localhost', localhostProfile: 'p' },
};

const main: Fields = {
  name: 'main',
  image: 'registry.example/main:1.0',
  imagePullPolicy: 'Always',
  command: ['/bin/main'],
  args: ['--flag'],
  workingDir: '/work',
  ports: [
    { name: 'http', containerPort: 8080, hostPort: 18080, hostIP: '127.0.0.1', protocol: 'TCP' },
    { containerPort: 8081 },
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
  ],
  env,
  envFrom: [
    { prefix: 'C_', configMapRef: { name: 'c', optional: true } },
    { secretRef: { name: 's', optional: true } },
  ],
  resources: {
    limits: { cpu: '2', memory: '2Gi', 'example.com/gpu': '1' },
    requests: { cpu: '500m', memory: '1Gi', 'example.com/gpu': '1' },
    claims: [{ name: 'device', request: 'r' }],
  },
  resizePolicy: [
    { resourceName: 'cpu', restartPolicy: 'NotRequired' },
    { resourceName: 'memory', restartPolicy: 'RestartContainer' },
  ],
  volumeMounts: [
    {
      name: 'empty',
      mountPath: '/empty',
      subPath: 's',
      readOnly: true,
      recursiveReadOnly: 'IfPossible',
      mountPropagation: 'None',
    },
    { name: 'config', mountPath: '/config', subPathExpr: '$(PLAIN)' },
    { name: 'data', mountPath: '/data' },
  ],
  volumeDevices: [{ name: 'block', devicePath: '/dev/block' }],
  ...probes,
  lifecycle: {
    postStart: { httpGet: { port: 8080, path: '/started' } },
    preStop: { exec: { command: ['/bin/stop'] } },
  },
  terminationMessagePath: '/tmp/end',
  terminationMessagePolicy: 'FallbackToLogsOnError',
  securityContext,
  stdin: true,
  stdinOnce: true,
  tty: true,
};

export const maximalContainers: readonly Fields[] = [
  main,
  // What is filled in where nothing is said.
  {
    name: 'plain',
    image: 'registry.example/plain:1.0',
    imagePullPolicy: 'IfNotPresent',
    livenessProbe: { tcpSocket: { port: 8080, host: 'h' } },
    readinessProbe: { httpGet: { port: 80 } },
    startupProbe: { grpc: { port: 9090 } },
    lifecycle: { postStart: { sleep: { seconds: 3 } }, preStop: { sleep: {} } },
    ports: [{ containerPort: 80 }],
    // Of init containers only, and of those only in a list of its own.
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
  },
  {
    name: 'restarting',
    image: 'registry.example/plain:1.0',
    imagePullPolicy: 'Never',
    lifecycle: { preStop: { tcpSocket: { port: 'http', host: 'h' } } },
  },
];

export const maximalInitContainers: readonly Fields[] = [
  { name: 'init', image: 'registry.example/init:1.0', imagePullPolicy: 'IfNotPresent', env },
  {
    name: 'sidecar',
    image: 'registry.example/sidecar:1.0',
    imagePullPolicy: 'IfNotPresent',
    restartPolicy: 'Always',
    startupProbe: { exec: { command: ['true'] } },
  },
];
