#!/bin/sh
# How the certificates of the tests were made, once; they are valid for 100 years. Nobody trusts this authority but the tests.
set -eu
cd "$(dirname "$0")"
days=36500
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
sign() { openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days $days -sha256 -extfile "$1.ext" -out "$1.pem"; }

key ca.key
openssl req -x509 -new -key ca.key -sha256 -days $days -subj '/CN=arp-conformance test authority' -out ca.pem

key server.key
openssl req -new -key server.key -subj '/CN=localhost' -out server.csr
echo 'subjectAltName=DNS:localhost,DNS:arp-service.test,IP:127.0.0.1,IP:::1
extendedKeyUsage=serverAuth' >server.ext
sign server

key client.key
openssl req -new -key client.key -subj '/CN=arp-conformance test client' -out client.csr
echo 'extendedKeyUsage=clientAuth' >client.ext
sign client

rm -f ca.key ca.srl ./*.csr ./*.ext
