{{/* How a service logs in at Kafka: by its own login, or by that of all. User name and Secret of a login belong together; keys of a Secret that it does not name are those of all. Takes {root, service}. */}}
{{- define "harmonybatch.kafkaLogin" -}}
{{- $sasl := .root.Values.kafka.sasl -}}
{{- if $sasl.mechanism -}}
{{- $login := include "harmonybatch.ownOrShared" (dict "of" $sasl "service" .service "keys" (list "usernameKey" "passwordKey")) | fromYaml -}}
{{- if not $login.existingSecret -}}
{{- fail (printf "%s has no login at Kafka: name its Secret in kafka.sasl.perService.%s.existingSecret, or one for all services in kafka.sasl.existingSecret" .service .service) -}}
{{- end -}}
{{- toYaml $login -}}
{{- end -}}
{{- end -}}

{{/* The certificate that a service shows to Kafka: its own, or that of all. Takes {root, service}. */}}
{{- define "harmonybatch.kafkaCertificate" -}}
{{- include "harmonybatch.ownOrShared" (dict "of" .root.Values.kafka.clientCertificate "service" .service "keys" (list "certificateKey" "privateKeyKey")) -}}
{{- end -}}

{{/* How a service logs in at Redis: by its own login, or by that of all. Takes {root, service}. */}}
{{- define "harmonybatch.redisLogin" -}}
{{- include "harmonybatch.ownOrShared" (dict "of" .root.Values.redis.login "service" .service "keys" (list "passwordKey")) -}}
{{- end -}}

{{/* What a service has of its own in `perService`, with the keys of all where it names none; else what all share. Takes {of, service, keys}. */}}
{{- define "harmonybatch.ownOrShared" -}}
{{- $of := .of -}}
{{- $its := get $of.perService .service -}}
{{- if $its -}}
{{- $its = deepCopy $its -}}
{{- range .keys -}}{{- if not (hasKey $its .) -}}{{- $_ := set $its . (get $of .) -}}{{- end -}}{{- end -}}
{{- toYaml $its -}}
{{- else -}}
{{- toYaml (omit $of "perService" "mechanism") -}}
{{- end -}}
{{- end -}}

{{/* Whether a service shows itself to Kafka by a login or a certificate of its own; empty where it does not. Takes {root, service}. */}}
{{- define "harmonybatch.isKafkaUserOfItsOwn" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if or (hasKey $kafka.sasl.perService .service) (hasKey $kafka.clientCertificate.perService .service) -}}true{{- end -}}
{{- end -}}
