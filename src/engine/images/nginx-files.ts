import type { SpecFile } from './catalogue.ts';

/** The page that nginx serves until it is told otherwise; `blank` is what ends two of its lines. */
const WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, nginx is successfully installed and working.
Further configuration is required for the web server, reverse proxy,\u0020
API gateway, load balancer, content cache, or other features.</p>

<p>For online documentation and support please refer to
<a href="https://nginx.org/">nginx.org</a>.<br/>
To engage with the community please visit
<a href="https://community.nginx.org/">community.nginx.org</a>.<br/>
For enterprise grade support, professional services, additional\u0020
security features and capabilities please refer to
<a href="https://f5.com/nginx">f5.com/nginx</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const MIME_TYPES = `types {
    text/html                             html htm shtml;
    text/css                              css;
    text/xml                              xml;
    image/gif                             gif;
    image/jpeg                            jpeg jpg;
    application/javascript                js;
    text/plain                            txt;
    image/png                             png;
    image/svg+xml                         svg svgz;
    image/x-icon                          ico;
    application/json                      json;
    application/pdf                       pdf;
    application/wasm                      wasm;
    application/zip                       zip;
}
`;

/** nginx as Debian packages it. */
export const NGINX_DEBIAN: readonly SpecFile[] = [
  { path: '/usr/sbin/nginx', program: 'nginx' },
  ...[
    '/etc/nginx',
    '/etc/nginx/conf.d',
    '/etc/nginx/modules-available',
    '/etc/nginx/modules-enabled',
    '/etc/nginx/sites-available',
    '/etc/nginx/sites-enabled',
    '/etc/nginx/snippets',
    '/var/log/nginx',
    '/var/lib/nginx',
    '/var/www/html',
    '/usr/share/nginx',
    '/usr/share/nginx/html',
  ].map((path) => ({ path, dir: true as const })),
  {
    path: '/etc/nginx/nginx.conf',
    text: `user www-data;
worker_processes auto;
worker_cpu_affinity auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
}

http {
	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;
	server_tokens off;

	include /etc/nginx/mime.types;
	default_type application/octet-stream;

	ssl_protocols TLSv1.2 TLSv1.3;
	ssl_prefer_server_ciphers off;

	access_log /var/log/nginx/access.log;

	gzip on;

	include /etc/nginx/conf.d/*.conf;
	include /etc/nginx/sites-enabled/*;
}
`,
  },
  {
    path: '/etc/nginx/sites-available/default',
    text: `server {
	listen 80 default_server;
	listen [::]:80 default_server;

	root /var/www/html;

	index index.html index.htm index.nginx-debian.html;

	server_name _;

	location / {
		try_files $uri $uri/ =404;
	}
}
`,
  },
  { path: '/etc/nginx/sites-enabled/default', link: '/etc/nginx/sites-available/default' },
  { path: '/etc/nginx/mime.types', text: MIME_TYPES },
  { path: '/var/www/html/index.nginx-debian.html', text: WELCOME },
  { path: '/usr/share/nginx/html/index.html', text: WELCOME },
  { path: '/var/log/nginx/access.log', text: '', mode: 0o640 },
  { path: '/var/log/nginx/error.log', text: '', mode: 0o640 },
];

/** nginx as its own image has it: logs go to the container's output, sites stand in conf.d. */
export const NGINX_OFFICIAL: readonly SpecFile[] = [
  { path: '/usr/sbin/nginx', program: 'nginx' },
  ...[
    '/etc/nginx',
    '/etc/nginx/conf.d',
    '/var/log/nginx',
    '/usr/share/nginx',
    '/usr/share/nginx/html',
    '/docker-entrypoint.d',
  ].map((path) => ({ path, dir: true as const })),
  {
    path: '/etc/nginx/nginx.conf',
    text: `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`,
  },
  {
    path: '/etc/nginx/conf.d/default.conf',
    text: `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`,
  },
  { path: '/etc/nginx/mime.types', text: MIME_TYPES },
  { path: '/usr/share/nginx/html/index.html', text: WELCOME },
  {
    path: '/usr/share/nginx/html/50x.html',
    text: '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
  },
  { path: '/var/log/nginx/access.log', link: '/dev/stdout' },
  { path: '/var/log/nginx/error.log', link: '/dev/stderr' },
  { path: '/docker-entrypoint.sh', program: 'nginx-entrypoint' },
];
