package inspection

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"io"
)

// inflater decodes the streams of a PDF one after the other (ISO 32000-1 7.4),
// counting real bytes and looking for what must not be in them.
type inflater struct {
	*document
	flate    io.ReadCloser // reused
	buf      []byte
	watch    *watch
	inflated int64 // of everything but images
	images   int64 // of images
}

// errOpaque is a stream that holds objects and cannot be read by us.
var errOpaque = errors.New("object stream in an unusual form")

// shortFilters are the names that inline images use; readers accept them
// everywhere.
var shortFilters = map[name]name{
	"Fl": "FlateDecode", "AHx": "ASCIIHexDecode", "A85": "ASCII85Decode",
}

// inflate decodes all streams and unpacks the object streams.
func (d *document) inflate() (malware bool, err error) {
	in := &inflater{document: d, watch: newWatch(eicar), buf: make([]byte, 32<<10)}
	for _, o := range d.objects[:len(d.objects):len(d.objects)] {
		if o.stream == 0 {
			continue
		}
		if err := in.stream(o); err != nil {
			return in.watch.seen[0], err
		}
	}
	d.restore()
	return in.watch.seen[0], nil
}

func (in *inflater) stream(o *object) error {
	if _, ok := o.value.(dict); !ok && o.num >= 0 {
		return errOpaque // a more patient reader may find a dictionary here
	}
	kind := o.dict().named("Type")
	raw := in.data[o.stream:o.end]
	if in.key != nil && kind != "XRef" {
		if err := in.spend(len(raw)); err != nil {
			return err
		}
		raw = in.key.decrypt(in.document, o, raw)
	}
	filters := in.filters(o.dict().get("Filter"))
	if len(filters) == 0 && in.key == nil && !o.packs() {
		return nil // plain, and seen when the whole file was searched
	}
	in.watch.reset()
	switch {
	case o.packs():
		return in.objectStream(o, raw, filters)
	case o.dict().named("Subtype") == "Image":
		_, err := in.decode(raw, filters, &counter{in.watch, &in.images, maxImageBytes})
		return err
	}
	_, err := in.decode(raw, filters, &counter{in.watch, &in.inflated, MaxInflated})
	return err
}

// packs tells an object stream. Readers ask the table, not the type, whether
// a stream is one; its two numbers it must have.
func (o *object) packs() bool {
	d := o.dict()
	return d.named("Type") == "ObjStm" || d.get("N") != nil && d.get("First") != nil
}

// objectStream decodes and unpacks an object stream. Nobody writes one in any
// way but plain or Flate without predictor, except to hide what is inside.
func (in *inflater) objectStream(o *object, raw []byte, filters []name) error {
	if len(filters) > 1 || len(filters) == 1 && filters[0] != "FlateDecode" || in.predicted(o) || doubled(o.dict()) {
		return errOpaque
	}
	var content bytes.Buffer
	count := &counter{in.watch, &in.inflated, MaxInflated}
	whole, err := in.decode(raw, filters, io.MultiWriter(count, &limited{&content, maxObjectStream}))
	if err == nil && (!whole || content.Len() == 0) {
		err = errOpaque
	}
	if err != nil {
		return err
	}
	return in.unpack(o, content.Bytes())
}

func (d *document) predicted(o *object) bool {
	parms := d.resolve(o.dict().get("DecodeParms"))
	if a, ok := parms.(array); ok && len(a) > 0 {
		parms = d.resolve(a[0])
	}
	p, _ := parms.(dict)
	n, number := d.resolve(p.get("Predictor")).(int64)
	return p.get("Predictor") != nil && (!number || n != 1)
}

// doubled tells a dictionary in which a key comes twice.
func doubled(d dict) bool {
	seen := make(map[name]bool, len(d))
	for _, e := range d {
		if seen[e.key] {
			return true
		}
		seen[e.key] = true
	}
	return false
}

// filters lists the filters of a stream by their full names. What is not a
// name becomes one that is not known.
func (d *document) filters(v any) (out []name) {
	list, ok := d.resolve(v).(array)
	if !ok {
		list = array{v}
	}
	if len(list) > 16 {
		return []name{"too many"}
	}
	for _, v := range list {
		n, ok := d.resolve(v).(name)
		switch full, short := shortFilters[n]; {
		case d.resolve(v) == nil && !ok || n == "Crypt":
		case short:
			out = append(out, full)
		default:
			out = append(out, n)
		}
	}
	return out
}

// decode writes the decoded stream to out as far as it can be decoded: readers
// show a damaged stream as far as it goes. whole is false where a filter that
// only viewers know (images, LZW, run length) stops it.
func (in *inflater) decode(raw []byte, filters []name, out io.Writer) (whole bool, err error) {
	source := bytes.NewReader(raw)
	var r io.Reader = source
	for i, f := range filters {
		if i == 0 && f != "FlateDecode" {
			if err := in.spend(len(raw)); err != nil {
				return false, err
			}
		}
		switch {
		case f == "FlateDecode" && i > 0:
			if r, err = zlib.NewReader(r); err != nil {
				return false, nil
			}
		case f == "FlateDecode":
			if r, err = in.reader(source); err != nil {
				return false, nil
			}
		case f == "ASCIIHexDecode" && i == 0:
			source = bytes.NewReader(unhex(raw))
			r = source
		case f == "ASCII85Decode" && i == 0:
			armoured, _, _ := bytes.Cut(raw, []byte("~>"))
			r = ascii85.NewDecoder(bytes.NewReader(bytes.TrimPrefix(armoured, []byte("<~"))))
		case i == 0:
			return false, nil // as it stands in the file, which was searched
		default:
			return false, in.copied(r, source, out)
		}
	}
	return true, in.copied(r, source, out)
}

// reader is a Flate reader of r, the same one each time.
func (in *inflater) reader(r io.Reader) (io.Reader, error) {
	if in.flate == nil {
		z, err := zlib.NewReader(r)
		if err != nil {
			return nil, err
		}
		in.flate = z
		return z, nil
	}
	return in.flate, in.flate.(zlib.Resetter).Reset(r, nil)
}

// copied moves r to out. Only what out says is an error: the end of a damaged
// stream is an end.
func (in *inflater) copied(r io.Reader, source *bytes.Reader, out io.Writer) error {
	for {
		n, err := r.Read(in.buf)
		if _, full := out.Write(in.buf[:n]); full != nil {
			return full
		}
		if err != nil {
			return in.spend(int(source.Size()) - source.Len())
		}
	}
}

// counter adds to total what flows into watch, as far as max.
type counter struct {
	watch *watch
	total *int64
	max   int64
}

func (c *counter) Write(p []byte) (int, error) {
	if *c.total += int64(len(p)); *c.total > c.max {
		return 0, errBomb
	}
	return c.watch.Write(p)
}
