import type { ImageSpec, SpecFile } from './catalogue.ts';

const MB = 1_000_000;

/** What an app answers; the form is that of apps/service/declaration.ts. */
interface App {
  readonly name: string;
  readonly listen: number;
  readonly requires?: string;
  readonly answers: Readonly<Record<string, unknown>>;
  /** Programs beside the app: a client of the database that it uses. */
  readonly tools?: readonly SpecFile[];
}

/** A variable of the environment, as a declaration writes it. */
const env = (name: string) => `\${${name}}`;

const HEALTH = { status: 'ok' };
const mysqlClient: readonly SpecFile[] = [{ path: '/usr/bin/mysql', program: 'mysql' }];
const psqlClient: readonly SpecFile[] = [{ path: '/usr/bin/psql', program: 'psql' }];
const page = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

/** An app in front of a database, which it looks for at DB_HOST. */
const withDatabase = (name: string, port: number, tools: readonly SpecFile[]): App => ({
  name,
  listen: 3000,
  tools,
  answers: {
    '/': { service: name, host: env('HOSTNAME'), database: `CONNECT ${env('DB_HOST')}:${env(`DB_PORT:-${port}`)}` },
    '/health': HEALTH,
  },
});

/** An app that shows a page, and at /api what its API answers. */
const frontend = (name: string): App => ({
  name,
  listen: 80,
  answers: {
    '/': page(name),
    '/api': { service: name, api: `GET ${env('API_URL')}/` },
    '/health': HEALTH,
  },
});

const plain = (name: string, listen: number): App => ({
  name,
  listen,
  answers: { '/': { service: name, host: env('HOSTNAME') }, '/health': HEALTH },
});

const USERS = [
  { id: 1, name: 'Mina' },
  { id: 2, name: 'Joon' },
];

/** The apps that the curriculum's commands run. They are on no registry: somebody built them on these machines. */
const APPS: readonly App[] = [
  withDatabase('my-webapp', 3306, mysqlClient),
  withDatabase('my-api', 5432, psqlClient),
  withDatabase('my-backend', 5432, psqlClient),
  withDatabase('node-backend', 5432, psqlClient),
  frontend('my-frontend'),
  frontend('react-app'),
  plain('my-web-app', 80),
  plain('my-service', 80),
  plain('my-app', 3000),
  plain('high-performance-app', 80),
  {
    name: 'user-service',
    listen: 3000,
    answers: { '/': plain('user-service', 0).answers['/'], '/health': HEALTH, '/users': USERS, '/users/1': USERS[0] },
  },
  {
    name: 'order-service',
    listen: 3000,
    answers: {
      '/': plain('order-service', 0).answers['/'],
      '/health': HEALTH,
      '/orders': [{ id: 7, item: 'keyboard', user: `GET ${env('USER_SERVICE_URL')}/users/1` }],
    },
  },
  {
    name: 'api-gateway',
    listen: 8080,
    answers: {
      '/': plain('api-gateway', 0).answers['/'],
      '/health': HEALTH,
      '/users': `GET ${env('USER_SERVICE')}/users`,
      '/orders': `GET ${env('ORDER_SERVICE')}/orders`,
    },
  },
  {
    name: 'favorites-node',
    listen: 3000,
    requires: env('MONGODB_URL:-mongodb://mongodb:27017/swfavorites'),
    answers: { '/': plain('favorites-node', 0).answers['/'], '/favorites': { favorites: [] }, '/health': HEALTH },
  },
];

const declared = ({ tools: _, ...app }: App): string => `${JSON.stringify(app, undefined, 2)}\n`;

/** A Spring Boot app with its actuator, as its jar. */
const SPRING: App = {
  name: 'spring-app',
  listen: 8080,
  answers: {
    '/': 'Hello from Spring Boot',
    '/actuator': { _links: { health: { href: 'http://localhost:8080/actuator/health', templated: false } } },
    '/actuator/health': { status: 'UP' },
    '/actuator/prometheus':
      '# HELP application_ready_time_seconds Time taken for the application to be ready to service requests\n# TYPE application_ready_time_seconds gauge\napplication_ready_time_seconds{main_application_class="com.example.Application"} 1.9',
  },
};

const SPRING_JAR = declared(SPRING);

/** What runs on the machines themselves, without Docker: a Spring Boot app, MongoDB, a client of MySQL. */
export const HOST_APPS: readonly SpecFile[] = [
  { path: '/opt/spring-app.jar', text: SPRING_JAR },
  ...['java', 'mongod', 'mysql'].map((name) => ({ path: `/usr/bin/${name}`, program: name })),
];

/** Images that were built on the machines of the lab. */
export const CURRICULUM: readonly ImageSpec[] = [
  ...APPS.map(
    (app): ImageSpec => ({
      tags: [`${app.name}:latest`],
      base: 'alpine-tools',
      local: true,
      cmd: ['service', '/app/service.json'],
      exposed: [`${app.listen}/tcp`],
      workdir: '/app',
      size: 45 * MB,
      files: [
        { path: '/usr/local/bin/service', program: 'service' },
        { path: '/app/service.json', text: declared(app) },
        ...(app.tools ?? []),
      ],
    }),
  ),
  {
    tags: ['spring-app:latest'],
    base: 'debian-tools',
    local: true,
    entrypoint: ['java', '-jar', '/app.jar'],
    exposed: ['8080/tcp'],
    size: 210 * MB,
    files: [
      { path: '/usr/bin/java', program: 'java' },
      { path: '/app.jar', text: SPRING_JAR },
    ],
  },
];
