package inspection

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// jpeg walks the segments of a JPEG to its end without decoding the picture
// (ITU-T T.81 Annex B). Phones append previews and short films after the end;
// that is allowed, a second document is not.
func (f *findings) jpeg(data []byte) {
	width, height, end := walkJPEG(data)
	f.picture(data, width, height, end)
}

// png walks the chunks of a PNG and checks each CRC (ISO/IEC 15948 clause 5).
func (f *findings) png(data []byte) {
	width, height, end := walkPNG(data)
	f.picture(data, width, height, end)
}

// picture judges an image of width × height whose stream ends before end; end
// 0 means that it does not end.
func (f *findings) picture(data []byte, width, height uint64, end int) {
	switch {
	case end == 0:
		f.refuse(CodeBroken, "画像のデータが途中で終わっているか壊れています")
	case width == 0 || height == 0:
		f.refuse(CodeBroken, "画像の大きさが 0 です")
	}
	if tooManyPixels(width, height) {
		f.refuse(CodeBomb, fmt.Sprintf("画像が %d × %d 画素", width, height))
	}
	header := data[:min(len(data), sniffed)]
	if bytes.Contains(header, []byte("%PDF-")) || bytes.Contains(data[end:], []byte("%PDF-")) {
		f.refuse(CodeActiveContent, "画像の中に PDF が隠されています")
	}
	f.hiddenArchive(data)
}

func tooManyPixels(width, height uint64) bool {
	return width > math.MaxUint32 || height > math.MaxUint32 || width*height > maxPixels
}

// hiddenArchive refuses a file that is a ZIP as well: archives are read from
// their end, so one can be hung behind any picture or PDF.
func (f *findings) hiddenArchive(data []byte) {
	if tail := data[max(0, len(data)-(1<<16)-22):]; !bytes.Contains(tail, []byte("PK\x05\x06")) {
		return
	}
	if bytes.Count(data, centralEntry) > MaxParts {
		f.refuse(CodeBomb, "後ろに付いた圧縮ファイルの部品が多すぎます")
		return
	}
	if z, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil && len(z.File) > 0 {
		f.refuse(CodeActiveContent, "圧縮ファイルが後ろに付いています")
	}
}

// walkJPEG gives the size of the picture and the offset behind its end marker,
// or end 0 if it is not reached.
func walkJPEG(data []byte) (width, height uint64, end int) {
	for at := 2; at+1 < len(data); {
		if data[at] != 0xff {
			return width, height, 0
		}
		marker := data[at+1]
		switch {
		case marker == 0xff: // fill byte
			at++
			continue
		case marker == 0xd9:
			return width, height, at + 2
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8: // no payload
			at += 2
			continue
		}
		body, ok := segment(data, at+2)
		if !ok {
			return width, height, 0
		}
		if frameHeader(marker) && len(body) >= 6 && width == 0 {
			height, width = uint64(binary.BigEndian.Uint16(body[1:])), uint64(binary.BigEndian.Uint16(body[3:]))
		}
		at += 4 + len(body)
		if marker == 0xda {
			at = skipScan(data, at)
		}
	}
	return width, height, 0
}

// frameHeader tells SOF0 to SOF15 from DHT, JPG and DAC, which lie between.
func frameHeader(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

// segment is the payload of the segment whose length field is at at.
func segment(data []byte, at int) ([]byte, bool) {
	if at+2 > len(data) {
		return nil, false
	}
	n := int(binary.BigEndian.Uint16(data[at:]))
	if n < 2 || at+n > len(data) {
		return nil, false
	}
	return data[at+2 : at+n], true
}

// skipScan is the offset of the next marker that is not part of a scan.
func skipScan(data []byte, at int) int {
	for {
		i := bytes.IndexByte(data[min(at, len(data)):], 0xff)
		if i < 0 || at+i+1 >= len(data) {
			return len(data)
		}
		at += i
		if next := data[at+1]; next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
			return at
		}
		at++
	}
}

// walkPNG gives the size of the picture and the offset behind IEND, or end 0
// if a chunk is damaged, IEND is missing or there is no picture.
func walkPNG(data []byte) (width, height uint64, end int) {
	picture := false
	for at := len(pngMagic); at+12 <= len(data); {
		n := int64(binary.BigEndian.Uint32(data[at:]))
		if int64(at)+12+n > int64(len(data)) {
			return width, height, 0
		}
		next := at + 12 + int(n)
		name, body := string(data[at+4:at+8]), data[at+8:next-4]
		if crc32.ChecksumIEEE(data[at+4:next-4]) != binary.BigEndian.Uint32(data[next-4:]) {
			return width, height, 0
		}
		first := at == len(pngMagic)
		switch {
		case first != (name == "IHDR") || first && n != 13:
			return width, height, 0
		case first:
			width, height = uint64(binary.BigEndian.Uint32(body)), uint64(binary.BigEndian.Uint32(body[4:]))
		case name == "IDAT":
			picture = true
		case name == "IEND" && picture:
			return width, height, next
		}
		at = next
	}
	return width, height, 0
}
