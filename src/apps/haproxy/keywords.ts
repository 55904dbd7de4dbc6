const words = (text: string) => text.trim().split(/\s+/);

/** Keywords of proxies; HAProxy configuration manual 4.1. */
export const PROXY =
  words(`acl backlog balance bind bind-process cookie default_backend default-server description disabled
  dispatch email-alert enabled errorfile errorfiles errorloc errorloc302 errorloc303 force-persist fullconn grace guid
  hash-balance-factor hash-type http-after-response http-check http-error http-request http-response http-reuse
  http-send-name-header id ignore-persist load-server-state-from-file log log-format log-format-sd log-steps log-tag
  max-keep-alive-queue maxconn mode monitor monitor-uri monitor-net option persist rate-limit redirect retries retry-on
  server server-state-file-name server-template source stats stick stick-table tcp-check tcp-request tcp-response timeout
  transparent unique-id-format unique-id-header use_backend use-fcgi-app use-server filter declare`);

/** Keywords of `global`; 3. */
export const GLOBAL =
  words(`daemon master-worker nbthread nbproc cpu-map maxconn maxconnrate maxsslconn log log-tag log-send-hostname
  chroot uid gid user group pidfile stats ulimit-n ca-base crt-base description node localpeer quiet zero-warning
  ssl-default-bind-ciphers ssl-default-bind-ciphersuites ssl-default-bind-options ssl-default-server-ciphers
  ssl-default-server-ciphersuites ssl-default-server-options ssl-dh-param-file ssl-server-verify spread-checks
  hard-stop-after lua-load lua-load-per-thread set-dumpable setenv unsetenv presetenv resetenv server-state-base
  server-state-file external-check insecure-fork-wanted unix-bind no-memory-trimming h1-case-adjust maxpipes
  tune.bufsize tune.maxrewrite tune.ssl.default-dh-param tune.http.maxhdr tune.comp.maxlevel expose-experimental-directives
  strict-limits thread-groups thread-group busy-polling noepoll nokqueue nopoll nosplice nogetaddrinfo noreuseport
  default-path limited-quic numa-cpu-mapping httpclient.resolvers.prefer mworker-max-reloads prealloc-fd
  issuers-chain-path ssl-engine ssl-load-extra-files 51degrees-data-file profiling.tasks`);

/** What may stand behind `option`; 4.2. */
export const OPTIONS =
  words(`abortonclose accept-invalid-http-request accept-invalid-http-response accept-unsafe-violations-in-http-request
  accept-unsafe-violations-in-http-response allbackups checkcache clitcpka contstats disable-h2-upgrade dontlog-normal
  dontlognull forwardfor forwarded h1-case-adjust-bogus-client h1-case-adjust-bogus-server http-buffer-request
  http-drop-request-trailers http-drop-response-trailers http-ignore-probes http-keep-alive http-no-delay
  http-pretend-keepalive http-restrict-req-hdr-names http-server-close http-use-proxy-header httpchk httpclose httplog
  httpslog idle-close-on-response independent-streams ldap-check external-check log-health-checks log-separate-errors
  logasap mysql-check nolinger originalto persist pgsql-check prefer-last-server redispatch redis-check smtpchk
  socket-stats splice-auto splice-request splice-response spop-check srvtcpka ssl-hello-chk tcp-check tcp-smart-accept
  tcp-smart-connect tcpka tcplog transparent`);

/** What may stand behind the address of a `server`; 5.2. Those in `VALUED` take a word. */
export const SERVER =
  words(`addr agent-addr agent-check agent-inter agent-port agent-send allow-0rtt alpn backup ca-file check
  check-alpn check-proto check-send-proxy check-sni check-ssl check-via-socks4 ciphers ciphersuites cookie crl-file crt
  disabled downinter enabled error-limit fall fastinter force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13
  guid id init-addr inter log-bufsize log-proto max-reuse maxconn maxqueue minconn namespace no-agent-check no-backup
  no-check no-check-ssl no-send-proxy no-send-proxy-v2 no-ssl no-ssl-reuse no-sslv3 no-tls-tickets no-tlsv10 no-tlsv11
  no-tlsv12 no-tlsv13 no-verifyhost non-stick npn observe on-error on-marked-down on-marked-up pool-conn-name
  pool-low-conn pool-max-conn pool-purge-delay port proto proxy-v2-options redir resolve-net resolve-opts resolve-prefer
  resolvers rise send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn shard slowstart sni socks4 source ssl
  ssl-max-ver ssl-min-ver ssl-reuse stick tcp-md5sig tcp-ut tfo track usesrc verify verifyhost weight ws`);

export const VALUED = new Set(
  words(`addr agent-addr agent-inter agent-port agent-send alpn ca-file check-alpn check-proto check-sni ciphers ciphersuites
  cookie crl-file crt downinter error-limit fall fastinter guid id init-addr inter log-bufsize log-proto max-reuse maxconn
  maxqueue minconn namespace npn observe on-error on-marked-down on-marked-up pool-conn-name pool-low-conn pool-max-conn
  pool-purge-delay port proto proxy-v2-options redir resolve-net resolve-opts resolve-prefer resolvers rise shard slowstart
  sni socks4 source ssl-max-ver ssl-min-ver tcp-md5sig tcp-ut track usesrc verify verifyhost weight ws`),
);

/** What may stand behind the address of a `bind`; 5.1. Those in `BIND_VALUED` take a word. */
export const BIND =
  words(`accept-netscaler-cip accept-proxy allow-0rtt alpn backlog ca-file ca-ignore-err ca-sign-file ca-sign-pass
  ca-verify-file ciphers ciphersuites client-sigalgs crl-file crt crt-ignore-err crt-list curves default-crt defer-accept
  ecdhe expose-fd force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates gid group
  guid-prefix id idle-ping interface level maxconn mode mss name namespace nbconn nice no-alpn no-ca-names no-sslv3
  no-strict-sni no-tls-tickets no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 npn ocsp-update prefer-client-ciphers process proto
  quic-cc-algo quic-force-retry quic-socket severity-output shards sigalgs ssl ssl-max-ver ssl-min-ver strict-sni
  tcp-md5sig tcp-ut tfo thread tls-ticket-keys transparent uid user v4v6 v6only verify`);

export const BIND_VALUED = new Set(
  words(`accept-netscaler-cip alpn backlog ca-file ca-ignore-err ca-sign-file ca-sign-pass ca-verify-file ciphers
  ciphersuites client-sigalgs crl-file crt crt-ignore-err crt-list curves default-crt ecdhe expose-fd gid group guid-prefix
  id idle-ping interface level maxconn mode mss name namespace nbconn nice npn ocsp-update process proto quic-cc-algo
  quic-socket severity-output shards sigalgs ssl-max-ver ssl-min-ver tcp-md5sig tcp-ut thread tls-ticket-keys uid user
  verify`),
);

/** The actions of `http-request`, as HAProxy lists them when it knows none of the name. */
export const REQUEST_ACTIONS =
  words(`wait-for-handshake ot-group set-retries set-log-level set-nice use-service sc-add-gpc(*)
  sc-inc-gpc(*) sc-inc-gpc0(*) sc-inc-gpc1(*) sc-set-gpt(*) sc-set-gpt0(*) do-resolve(*) cache-use send-spoe-group
  add-acl(*) add-header allow auth capture del-acl(*) del-header del-map(*) deny disable-l7-retry do-log early-hint
  normalize-uri pause redirect reject replace-header replace-path replace-pathq replace-uri replace-value return
  set-header set-map(*) set-method set-path set-pathq set-query set-uri strict-mode tarpit track-sc(*) set-timeout
  wait-for-body set-var-fmt(*) set-var(*) unset-var(*) set-bc-mark set-bc-tos set-dst set-dst-port set-fc-mark set-fc-tos
  set-mark set-src set-src-port set-tos silent-drop set-bandwidth-limit set-priority-class set-priority-offset`);

/** `timeout NAME`, in the order in which HAProxy lists them. */
export const TIMEOUTS = words(
  `client server connect check queue handshake http-keep-alive http-request tunnel tarpit client-fin server-fin`,
);

/** Sample fetches that ACLs here may ask for, and those that HAProxy has besides; 7.3. */
export const FETCHES =
  words(`path path_beg path_dir path_dom path_end path_len path_reg path_sub path_sub hdr hdr_beg hdr_cnt hdr_dir
  hdr_dom hdr_end hdr_ip hdr_len hdr_reg hdr_sub hdr_val fhdr method src src_port dst dst_port status url url_beg url_dir url_dom url_end
  url_len url_reg url_sub url_param urlp urlp_beg query cook cook_beg always_true always_false TRUE FALSE base base_beg
  base_reg base_sub capture.req.hdr ssl_fc ssl_fc_sni ssl_fc_alpn ssl_fc_protocol ssl_fc_cipher ssl_c_used req_ssl_sni ssl_sni req_ssl_hello_type ssl_hello_type
  nbsrv be_conn fe_conn src_conn_rate src_conn_cur
  src_http_req_rate sc_http_req_rate sc0_http_req_rate http_auth http_auth_group rand hostname date env var int str bool
  req_ver req_proto_http wait_end scook shdr res_len ext`);
