package inspection

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// An encrypted PDF that opens without a password (only an owner password is
// set) is what many multifunction printers make. Its names and numbers are
// plain; its streams, with the objects packed into them, are decrypted with
// the empty user password. Source: ISO 32000-1 7.6, ISO 32000-2 7.6.4.

// cipherKey decrypts the streams of one document.
type cipherKey struct {
	file     []byte
	method   name // V2 (RC4), AESV2, AESV3, Identity
	metadata bool // metadata streams are encrypted too
}

// padding stands for the missing bytes of a password.
var padding = []byte("\x28\xBF\x4E\x5E\x4E\x75\x8A\x41\x64\x00\x4E\x56\xFF\xFA\x01\x08" +
	"\x2E\x2E\x00\xB6\xD0\x68\x3E\x80\x2F\x0C\xA9\xFE\x64\x53\x69\x7A")

// unlock finds the key of an encrypted document; ok is false if it does not
// open without a password or its encryption is not the standard one.
func (d *document) unlock() (ok bool) {
	encrypt, id := d.encryption()
	if encrypt == nil {
		return true
	}
	e, known := d.securityOf(encrypt)
	if !known {
		return false
	}
	if e.revision >= 5 {
		d.key = e.key256()
	} else {
		d.key = e.keyMD5(id)
	}
	return d.key != nil
}

// encryption finds the encryption dictionary and the first file identifier; a
// reference that leads nowhere counts as encryption of an unknown kind.
func (d *document) encryption() (encrypt any, id []byte) {
	for _, t := range d.trailers {
		if v := t.get("Encrypt"); v != nil {
			encrypt = v
		}
		if a, ok := d.resolve(t.get("ID")).(array); ok && len(a) > 0 {
			if s, ok := d.resolve(a[0]).(text); ok {
				id = s.bytes()
			}
		}
	}
	return encrypt, id
}

// security is the encryption dictionary of the standard handler.
type security struct {
	revision, length, permissions int64
	owner, user, userKey          []byte
	method                        name
	metadata                      bool
}

func (d *document) securityOf(encrypt any) (e security, known bool) {
	dict := d.resolveDict(encrypt)
	if n, _ := d.resolve(dict.get("Filter")).(name); n != "Standard" {
		return e, false
	}
	number := func(k name) int64 { n, _ := d.resolve(dict.get(k)).(int64); return n }
	str := func(k name) []byte { s, _ := d.resolve(dict.get(k)).(text); return s.bytes() }
	e = security{number("R"), number("Length"), number("P"), str("O"), str("U"), str("UE"), "V2", true}
	if b, ok := d.resolve(dict.get("EncryptMetadata")).(bool); ok {
		e.metadata = b
	}
	v := number("V")
	if v == 1 || e.length == 0 {
		e.length = 40
	}
	if v >= 4 {
		e.length = 128
		e.method = d.cryptMethod(dict, "StmF")
	}
	plausible := v >= 1 && v <= 5 && v != 3 && e.revision >= 2 && e.revision <= 6 && e.length >= 40 && e.length <= 128
	return e, plausible && e.method != "" && len(e.owner) >= 32 && len(e.user) >= 32
}

// cryptMethod is how the crypt filter that use names works.
func (d *document) cryptMethod(encrypt dict, use name) name {
	filter, _ := d.resolve(encrypt.get(use)).(name)
	if filter == "" || filter == "Identity" {
		return "Identity"
	}
	cf := d.resolveDict(d.resolveDict(encrypt.get("CF")).get(filter))
	switch m, _ := d.resolve(cf.get("CFM")).(name); m {
	case "V2", "AESV2", "AESV3":
		return m
	case "None":
		return "Identity"
	}
	return ""
}

// keyMD5 derives the key of revisions 2 to 4 from the empty password
// (algorithm 2) and checks it (algorithms 4, 5).
func (e security) keyMD5(id []byte) *cipherKey {
	h := md5.New()
	h.Write(padding)
	h.Write(e.owner[:32])
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(e.permissions)))
	h.Write(id)
	if e.revision >= 4 && !e.metadata {
		h.Write([]byte{0xff, 0xff, 0xff, 0xff})
	}
	key, n := h.Sum(nil), 5
	if e.revision >= 3 {
		n = int(e.length / 8)
		for range 50 {
			sum := md5.Sum(key[:n])
			copy(key, sum[:])
		}
	}
	key = key[:n]
	if !e.opens(key, id) {
		return nil
	}
	return &cipherKey{key, e.method, e.metadata}
}

func (e security) opens(key, id []byte) bool {
	if e.revision == 2 {
		return bytes.Equal(xorRC4(key, padding, 0), e.user[:32])
	}
	sum := md5.Sum(append(bytes.Clone(padding), id...))
	check := sum[:]
	for i := range 20 {
		check = xorRC4(key, check, byte(i))
	}
	return bytes.Equal(check, e.user[:16])
}

// xorRC4 encrypts data with key, each of its bytes first XORed with x.
func xorRC4(key, data []byte, x byte) []byte {
	k := bytes.Clone(key)
	for i := range k {
		k[i] ^= x
	}
	out := make([]byte, len(data))
	if c, err := rc4.NewCipher(k); err == nil {
		c.XORKeyStream(out, data)
	}
	return out
}

// key256 checks the empty password and opens the key of revisions 5 and 6
// (algorithms 2.A, 11).
func (e security) key256() *cipherKey {
	if len(e.user) < 48 || len(e.userKey) < 32 || e.method != "AESV3" && e.method != "Identity" {
		return nil
	}
	hash := func(salt []byte) []byte { s := sha256.Sum256(salt); return s[:] }
	if e.revision == 6 {
		hash = hash2B
	}
	if !bytes.Equal(hash(e.user[32:40]), e.user[:32]) {
		return nil
	}
	block, err := aes.NewCipher(hash(e.user[40:48]))
	if err != nil {
		return nil
	}
	key := make([]byte, 32)
	cipher.NewCBCDecrypter(block, make([]byte, 16)).CryptBlocks(key, e.userKey[:32])
	return &cipherKey{key, e.method, e.metadata}
}

// hash2B is algorithm 2.B of ISO 32000-2 for the empty password.
func hash2B(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	for i := 0; ; i++ {
		k1 := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(k1, k1)
		mod := 0
		for _, b := range k1[:16] {
			mod += int(b)
		}
		k = sha2(mod%3, k1)
		if i >= 63 && int(k1[len(k1)-1]) <= i-31 {
			return k[:32]
		}
	}
}

func sha2(which int, data []byte) []byte {
	switch which {
	case 0:
		s := sha256.Sum256(data)
		return s[:]
	case 1:
		s := sha512.Sum384(data)
		return s[:]
	}
	s := sha512.Sum512(data)
	return s[:]
}

// decrypt gives the plain data of a stream; what cannot be decrypted is empty.
func (k *cipherKey) decrypt(d *document, o *object, raw []byte) []byte {
	if k.method == "Identity" || !k.metadata && o.dict().named("Type") == "Metadata" || d.plainFilter(o) {
		return raw
	}
	key := k.of(o)
	if k.method == "V2" {
		return xorRC4(key, raw, 0)
	}
	block, err := aes.NewCipher(key)
	if err != nil || len(raw) < 32 {
		return nil
	}
	out := make([]byte, (len(raw)-16)&^15)
	cipher.NewCBCDecrypter(block, raw[:16]).CryptBlocks(out, raw[16:16+len(out)])
	if pad := int(out[len(out)-1]); pad <= 16 {
		out = out[:len(out)-pad]
	}
	return out
}

// of is the key of one object (algorithm 1).
func (k *cipherKey) of(o *object) []byte {
	if k.method == "AESV3" {
		return k.file
	}
	h := md5.New()
	h.Write(k.file)
	h.Write([]byte{byte(o.num), byte(o.num >> 8), byte(o.num >> 16), byte(o.gen), byte(o.gen >> 8)})
	if k.method == "AESV2" {
		h.Write([]byte("sAlT"))
	}
	return h.Sum(nil)[:min(len(k.file)+5, 16)]
}

// plainFilter tells a stream whose own crypt filter leaves it as it is.
func (d *document) plainFilter(o *object) bool {
	filters := d.resolve(o.dict().get("Filter"))
	if a, ok := filters.(array); ok && len(a) > 0 {
		filters = d.resolve(a[0])
	}
	if filters != name("Crypt") {
		return false
	}
	parms := d.resolve(o.dict().get("DecodeParms"))
	if a, ok := parms.(array); ok && len(a) > 0 {
		parms = d.resolve(a[0])
	}
	p, _ := parms.(dict)
	use, _ := d.resolve(p.get("Name")).(name)
	return use == "" || use == "Identity"
}
