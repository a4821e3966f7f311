package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// authority makes a throw-away authority and the certificate of this machine's
// loopback under it, RSA of 2048 bits as AWS has them. root is its own
// certificate in PEM.
func authority() (server tls.Certificate, root []byte, err error) {
	top, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return server, nil, err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return server, nil, err
	}
	ca := certificate(1, "throw-away authority")
	ca.IsCA, ca.BasicConstraintsValid, ca.KeyUsage = true, true, x509.KeyUsageCertSign
	leaf := certificate(2, "loopback")
	leaf.IPAddresses, leaf.KeyUsage = []net.IP{net.IPv4(127, 0, 0, 1)}, x509.KeyUsageDigitalSignature
	leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	self, err := x509.CreateCertificate(rand.Reader, ca, ca, &top.PublicKey, top)
	if err != nil {
		return server, nil, fmt.Errorf("make an authority: %w", err)
	}
	signed, err := x509.CreateCertificate(rand.Reader, leaf, ca, &key.PublicKey, top)
	if err != nil {
		return server, nil, fmt.Errorf("make a certificate: %w", err)
	}
	root = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: self})
	return tls.Certificate{Certificate: [][]byte{signed}, PrivateKey: key}, root, nil
}

func certificate(n int64, name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(n), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
}
