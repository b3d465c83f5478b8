#!/bin/sh
# How the certificates were made that nobody should take: of another host, of another time, and signed by themselves. They share a key.
set -eu
cd "$(dirname "$0")"
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
sign() {
  openssl req -new -key bad.key -subj "/CN=$2" -out bad.csr
  printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\n' "$3" >bad.ext
  : >index.txt
  openssl ca -batch -config ca.cnf -in bad.csr -extfile bad.ext -notext -startdate "$4" -enddate "$5" -out "$1.pem" 2>/dev/null
}
cat >ca.cnf <<END
[ca]
default_ca = own
[own]
database = index.txt
serial = serial.txt
new_certs_dir = .
certificate = bad-ca.pem
private_key = bad-ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
END
echo 01 >serial.txt

key bad-ca.key
openssl req -x509 -new -key bad-ca.key -sha256 -days 36500 -subj '/CN=arp-conformance test authority of bad certificates' -out bad-ca.pem
key bad.key
here='DNS:localhost,IP:127.0.0.1'
sign expired localhost "$here" 20200101000000Z 20200201000000Z
sign future localhost "$here" 21200101000000Z 21210101000000Z
sign other-host elsewhere.test DNS:elsewhere.test 20200101000000Z 21250101000000Z
openssl req -x509 -new -key bad.key -sha256 -days 36500 -subj '/CN=localhost' -addext "subjectAltName=$here" -out self-signed.pem

rm -f bad-ca.key bad.csr bad.ext ca.cnf index.txt* serial.txt* 0?.pem
