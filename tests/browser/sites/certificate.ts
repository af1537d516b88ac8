import { execFileSync } from 'node:child_process';
import { python } from '../server/servers.ts';

/** Makes a key and a certificate for a day. Not every machine has the program `openssl`; the server's Python is there. */
export function selfSigned(): { key: string; cert: string } {
  const script = `
import datetime, json
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
names = x509.SubjectAlternativeName([x509.DNSName("*.example.test")])
cert = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
print(json.dumps({
    "key": key.private_bytes(pem, pkcs8, serialization.NoEncryption()).decode(),
    "cert": cert.public_bytes(pem).decode(),
}))
`;
  return JSON.parse(execFileSync(python, ['-c', script]).toString()) as { key: string; cert: string };
}
