/** How Debian builds nginx 1.30.6. */
const DEBIAN = [
  `--override-system=Linux --override-release=3.16.0 --override-machine=x86_64`,
  `--with-cc-opt='-g -O2 -Werror=implicit-function-declaration -ffile-prefix-map=/build/reproducible-path/nginx-1.30.6/debian/build-bin=. -fstack-protector-strong -fstack-clash-protection -Wformat -Werror=format-security -fcf-protection -fPIC -Wdate-time -D_FORTIFY_SOURCE=2'`,
  `--with-ld-opt='-Wl,-z,relro -Wl,-z,now -fPIC' --prefix=/usr/share/nginx`,
  `--conf-path=/etc/nginx/nginx.conf --http-log-path=/var/log/nginx/access.log --error-log-path=stderr`,
  `--lock-path=/var/lock/nginx.lock --pid-path=/run/nginx.pid --modules-path=/usr/lib/nginx/modules`,
  `--http-client-body-temp-path=/var/lib/nginx/body --http-fastcgi-temp-path=/var/lib/nginx/fastcgi`,
  `--http-proxy-temp-path=/var/lib/nginx/proxy --http-scgi-temp-path=/var/lib/nginx/scgi`,
  `--http-uwsgi-temp-path=/var/lib/nginx/uwsgi --with-compat --with-debug --with-pcre-jit`,
  `--with-http_ssl_module --with-http_stub_status_module --with-http_realip_module`,
  `--with-http_auth_request_module --with-http_v2_module --with-http_v3_module --with-http_dav_module`,
  `--with-http_slice_module --with-threads --with-http_addition_module --with-http_flv_module`,
  `--with-http_gunzip_module --with-http_gzip_static_module --with-http_mp4_module`,
  `--with-http_random_index_module --with-http_secure_link_module --with-http_sub_module`,
  `--with-mail_ssl_module --with-stream_ssl_module --with-stream_ssl_preread_module`,
  `--with-stream_realip_module --with-http_geoip_module=dynamic --with-http_image_filter_module=dynamic`,
  `--with-http_perl_module=dynamic --with-http_xslt_module=dynamic --with-mail=dynamic`,
  `--with-stream=dynamic --with-stream_geoip_module=dynamic`,
].join(' ');

/** How nginx.org builds it for its image. */
const OFFICIAL = [
  `--prefix=/etc/nginx --sbin-path=/usr/sbin/nginx --modules-path=/usr/lib/nginx/modules`,
  `--conf-path=/etc/nginx/nginx.conf --error-log-path=/var/log/nginx/error.log`,
  `--http-log-path=/var/log/nginx/access.log --pid-path=/run/nginx.pid --lock-path=/run/nginx.lock`,
  `--http-client-body-temp-path=/var/cache/nginx/client_temp`,
  `--http-proxy-temp-path=/var/cache/nginx/proxy_temp`,
  `--http-fastcgi-temp-path=/var/cache/nginx/fastcgi_temp`,
  `--http-uwsgi-temp-path=/var/cache/nginx/uwsgi_temp --http-scgi-temp-path=/var/cache/nginx/scgi_temp`,
  `--user=nginx --group=nginx --with-compat --with-file-aio --with-threads --with-http_addition_module`,
  `--with-http_auth_request_module --with-http_dav_module --with-http_flv_module`,
  `--with-http_gunzip_module --with-http_gzip_static_module --with-http_mp4_module`,
  `--with-http_random_index_module --with-http_realip_module --with-http_secure_link_module`,
  `--with-http_slice_module --with-http_ssl_module --with-http_stub_status_module --with-http_sub_module`,
  `--with-http_v2_module --with-http_v3_module --with-mail --with-mail_ssl_module --with-stream`,
  `--with-stream_realip_module --with-stream_ssl_module --with-stream_ssl_preread_module`,
].join(' ');

/** What `nginx -V` tells beside the version. */
export function buildText(official: boolean): string {
  const compiler = official ? 'gcc 14.2.0 (Debian 14.2.0-19)' : 'gcc 16.2.0 (Debian 16.2.0-3)';
  const library = official ? 'OpenSSL 3.5.4 30 Sep 2025' : 'OpenSSL 3.6.5 29 Sep 2026';
  return `built by ${compiler} \nbuilt with ${library}\nTLS SNI support enabled\nconfigure arguments: ${official ? OFFICIAL : DEBIAN}`;
}
