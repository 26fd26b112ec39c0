{{/* A value as text: numbers as they were written, and not as 1e+06. */}}
{{- define "harmonybatch.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}{{ printf "%d" (int64 .) }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/* Variables of a service that are no secrets, by name. Those of the service win over those of all. Takes {root, service}. */}}
{{- define "harmonybatch.plainVariables" -}}
{{- $values := .root.Values -}}
{{- $of := get $values.services .service -}}
{{- $ours := list (include "harmonybatch.kafkaVariables" . | fromYaml) -}}
{{- if has .service (include "harmonybatch.usersOfRedis" . | fromYamlArray) -}}
{{- $ours = append $ours (include "harmonybatch.redisVariables" . | fromYaml) -}}
{{- end -}}
{{- if has .service (include "harmonybatch.usersOfPlatform" . | fromYamlArray) -}}
{{- $ours = append $ours (include "harmonybatch.platformVariables" .root | fromYaml) -}}
{{- end -}}
{{- if and $values.emulator.enabled (eq .service "planner") -}}
{{- $ours = append $ours (dict "HARMONYBATCH_SEND_PROFILE" "true") -}}
{{- end -}}
{{- $all := dict "HTTP_HOST" "0.0.0.0" "HTTP_PORT" "8080" "HARMONYBATCH_SHUTDOWN_GRACE_MS" (include "harmonybatch.text" $values.shutdownGraceMs) "HARMONYBATCH_PRESENCE" (include "harmonybatch.text" $values.presence.enabled) -}}
{{- with get (include "harmonybatch.doors" . | fromYaml) .service -}}
{{- $_ := set $all (printf "%s_HOST" .variables) "0.0.0.0" -}}
{{- $_ := set $all (printf "%s_PORT" .variables) (include "harmonybatch.text" .port) -}}
{{- end -}}
{{- if and (eq .service "console") $of.persistence.enabled -}}
{{- $_ := set $all "CONSOLE_DATA_DIR" (printf "%s/console" (include "harmonybatch.historyPath" .)) -}}
{{- end -}}
{{- if $values.presence.enabled -}}{{- $_ := set $all "HARMONYBATCH_PRESENCE_PORT" (include "harmonybatch.text" $values.presence.port) -}}{{- end -}}
{{- range concat $ours (list $values.env $of.env) -}}
{{- range $name, $value := . -}}
{{- $_ := set $all $name (include "harmonybatch.text" $value) -}}
{{- end -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}

{{/* How a service reaches Kafka. Takes {root, service}. */}}
{{- define "harmonybatch.kafkaVariables" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $login := include "harmonybatch.kafkaLogin" . | fromYaml -}}
{{- $certificate := include "harmonybatch.kafkaCertificate" . | fromYaml -}}
KAFKA_BROKERS: {{ join "," $kafka.brokers | quote }}
KAFKA_TOPIC_PREFIX: {{ $kafka.topicPrefix | quote }}
KAFKA_SESSION_TIMEOUT_MS: {{ include "harmonybatch.text" $kafka.sessionTimeoutMs | quote }}
KAFKA_SSL: {{ $kafka.tls | quote }}
HARMONYBATCH_PARTITIONS: {{ include "harmonybatch.text" $kafka.partitions | quote }}
{{- if $kafka.sasl.mechanism }}
KAFKA_SASL_MECHANISM: {{ $kafka.sasl.mechanism | quote }}
KAFKA_SASL_USERNAME: {{ default "" $login.username | quote }}
{{- end }}
{{- if $certificate.existingSecret }}
{{- if not $kafka.tls }}
{{- fail "kafka.clientCertificate is shown in TLS alone: set kafka.tls to true" }}
{{- end }}
KAFKA_SSL_CERT_FILE: /etc/harmonybatch/secrets/kafka.crt
KAFKA_SSL_KEY_FILE: /etc/harmonybatch/secrets/kafka.key
{{- end }}
{{- if .root.Values.trustedCa.existingSecret }}
NODE_EXTRA_CA_CERTS: /etc/harmonybatch/ca/ca.crt
{{- end }}
{{- end -}}

{{/* How a service reaches the batch buffers; a URL with a password is a secret. Takes {root, service}. */}}
{{- define "harmonybatch.redisVariables" -}}
REDIS_KEY_PREFIX: {{ .root.Values.redis.keyPrefix | quote }}
{{- if not .root.Values.redis.existingSecret }}
REDIS_URL: {{ .root.Values.redis.url | quote }}
{{- end }}
REDIS_USERNAME: {{ (include "harmonybatch.redisLogin" . | fromYaml).username | default "" | quote }}
{{- if .root.Values.redis.clientCertificate.existingSecret }}
REDIS_CERT_FILE: /etc/harmonybatch/secrets/redis.crt
REDIS_KEY_FILE: /etc/harmonybatch/secrets/redis.key
{{- end }}
{{- with .root.Values.redis.shards }}
REDIS_SHARDS: {{ . | quote }}
{{- end }}
{{- with .root.Values.redis.cluster.nodes }}
REDIS_CLUSTER: {{ join "," . | quote }}
{{- end }}
{{- with .root.Values.redis.sentinel }}
{{- if .nodes }}
REDIS_SENTINELS: {{ join "," .nodes | quote }}
REDIS_SENTINEL_PRIMARY: {{ .primary | quote }}
REDIS_SENTINEL_USERNAME: {{ .username | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Which platform, and how it is reached: an account's, or the emulator. */}}
{{- define "harmonybatch.platformVariables" -}}
{{- if .Values.emulator.enabled -}}
HARMONYBATCH_PLATFORM: function-compute
FC_ENDPOINT: {{ printf "http://%s:9000" (include "harmonybatch.partName" (dict "root" . "part" "emulator")) | quote }}
{{- else -}}
HARMONYBATCH_PLATFORM: {{ .Values.platform.name | quote }}
{{- range $name, $value := .Values.platform.env }}
{{ $name }}: {{ include "harmonybatch.text" $value | quote }}
{{- end }}
{{- end -}}
{{- end -}}

{{/* Secrets of a service: where each is, by the name of its variable. Takes {root, service}. */}}
{{- define "harmonybatch.secretVariables" -}}
{{- $values := .root.Values -}}
{{- $all := dict -}}
{{- with include "harmonybatch.kafkaLogin" . | fromYaml -}}
{{- $_ := set $all "KAFKA_SASL_PASSWORD" (dict "name" .existingSecret "key" .passwordKey) -}}
{{- if not .username -}}
{{- $_ := set $all "KAFKA_SASL_USERNAME" (dict "name" .existingSecret "key" .usernameKey) -}}
{{- end -}}
{{- end -}}
{{- if has .service (include "harmonybatch.usersOfRedis" . | fromYamlArray) -}}
{{- with include "harmonybatch.redisLogin" . | fromYaml -}}
{{- if .existingSecret -}}{{- $_ := set $all "REDIS_PASSWORD" (dict "name" .existingSecret "key" .passwordKey) -}}{{- end -}}
{{- end -}}
{{- with $values.redis -}}
{{- if .existingSecret -}}{{- $_ := set $all "REDIS_URL" (dict "name" .existingSecret "key" .existingSecretKey) -}}{{- end -}}
{{- if .sentinel.existingSecret -}}{{- $_ := set $all "REDIS_SENTINEL_PASSWORD" (dict "name" .sentinel.existingSecret "key" .sentinel.passwordKey) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if has .service (include "harmonybatch.usersOfPlatform" . | fromYamlArray) -}}
{{- if $values.emulator.enabled -}}
{{- $emulator := include "harmonybatch.partName" (dict "root" .root "part" "emulator") -}}
{{- $_ := set $all "ALIBABA_CLOUD_ACCESS_KEY_ID" (dict "name" $emulator "key" "id") -}}
{{- $_ := set $all "ALIBABA_CLOUD_ACCESS_KEY_SECRET" (dict "name" $emulator "key" "secret") -}}
{{- else -}}
{{- $all = merge $all (deepCopy $values.platform.envFromSecrets) -}}
{{- end -}}
{{- end -}}
{{- if eq .service "console" -}}
{{- with $values.services.console.token -}}
{{- if not .existingSecret -}}
{{- printf "services.console.token.existingSecret is empty: others than its own pod reach the console, which then asks for a token. Make its Secret (kubectl -n %s create secret generic harmonybatch-console-token --from-literal=token=$(openssl rand -hex 32)) and name that" $.root.Release.Namespace | fail -}}
{{- end -}}
{{- $_ := set $all "CONSOLE_TOKEN" (dict "name" .existingSecret "key" .key) -}}
{{- end -}}
{{- end -}}
{{- toYaml (merge $all (deepCopy $values.envFromSecrets)) -}}
{{- end -}}

{{/* The secrets that services take as files as well: the variable NAME_FILE names one. */}}
{{- define "harmonybatch.secretsThatMayBeFiles" -}}
- ALIBABA_CLOUD_ACCESS_KEY_SECRET
- ALIBABA_CLOUD_SECURITY_TOKEN
- CONSOLE_TOKEN
- KAFKA_SASL_PASSWORD
- KNATIVE_TOKEN
- OTEL_EXPORTER_OTLP_HEADERS
- REDIS_PASSWORD
- REDIS_SENTINEL_PASSWORD
- REDIS_URL
{{- end -}}

{{/* Secrets of a service that are mounted instead, by the name of the variable. Takes {root, service}. */}}
{{- define "harmonybatch.secretsInFiles" -}}
{{- $all := include "harmonybatch.secretVariables" . | fromYaml -}}
{{- $chosen := dict -}}
{{- if .root.Values.secretsAsFiles -}}
{{- range include "harmonybatch.secretsThatMayBeFiles" . | fromYamlArray -}}
{{- if hasKey $all . -}}{{- $_ := set $chosen . (get $all .) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- toYaml $chosen -}}
{{- end -}}

{{/* What is mounted at /etc/harmonybatch/secrets, as sources of a projected volume; empty where there is nothing. Takes {root, service}. */}}
{{- define "harmonybatch.secretSources" -}}
{{- $sources := list -}}
{{- range $name, $secret := include "harmonybatch.secretsInFiles" . | fromYaml -}}
{{- $sources = append $sources (dict "secret" (dict "name" $secret.name "items" (list (dict "key" $secret.key "path" $name)))) -}}
{{- end -}}
{{- $certificates := dict "kafka" (include "harmonybatch.kafkaCertificate" . | fromYaml) -}}
{{- if has .service (include "harmonybatch.usersOfRedis" . | fromYamlArray) -}}
{{- $_ := set $certificates "redis" .root.Values.redis.clientCertificate -}}
{{- end -}}
{{- range $of, $certificate := $certificates -}}
{{- with $certificate -}}
{{- if .existingSecret -}}
{{- $items := list (dict "key" .certificateKey "path" (printf "%s.crt" $of)) (dict "key" .privateKeyKey "path" (printf "%s.key" $of)) -}}
{{- $sources = append $sources (dict "secret" (dict "name" .existingSecret "items" $items)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $sources -}}{{- toYaml $sources -}}{{- end -}}
{{- end -}}

{{/* The environment of a service's container. Takes {root, service}. */}}
{{- define "harmonybatch.environment" -}}
{{- $list := list -}}
{{- if .root.Values.presence.enabled -}}
{{- $list = append $list (dict "name" "HARMONYBATCH_PRESENCE_HOST" "valueFrom" (dict "fieldRef" (dict "fieldPath" "status.podIP"))) -}}
{{- end -}}
{{- range $name, $text := include "harmonybatch.plainVariables" . | fromYaml -}}
{{- if $text -}}{{- $list = append $list (dict "name" $name "value" $text) -}}{{- end -}}
{{- end -}}
{{- $inFiles := include "harmonybatch.secretsInFiles" . | fromYaml -}}
{{- range $name, $secret := include "harmonybatch.secretVariables" . | fromYaml -}}
{{- if hasKey $inFiles $name -}}
{{- $list = append $list (dict "name" (printf "%s_FILE" $name) "value" (printf "/etc/harmonybatch/secrets/%s" $name)) -}}
{{- else -}}
{{- $list = append $list (dict "name" $name "valueFrom" (dict "secretKeyRef" $secret)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $list -}}
{{- end -}}
