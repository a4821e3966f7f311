#!/bin/sh
# Makes sample.ttf: the characters that the Go sources under scripts/samples and
# the questions of the checklist can print, cut out of BIZ UDGothic. Needs
# Debian's fonts-morisawa-bizud-gothic and fonttools. Run it again when TestEveryCharacterHasAGlyph names a character.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=${1:-/usr/share/fonts/truetype/bizud-gothic/BIZUDGothic-Regular.ttf}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

find "$here/.." -name '*.go' ! -name '*_test.go' -exec cat {} + >"$work/text"
cat "$here/../../../shared/checklist/questions.go" >>"$work/text"
printf '%s' "'" >>"$work/text"
printf '%s' 'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロワヲンヴー' >>"$work/text"
printf '%s' 'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろわをん' >>"$work/text"
printf '%s' ' !"#$%&()*+,-./:;<=>?@[\]^_`{|}~ヮヰヱ0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz０１２３４５６７８９、。・「」（）［］【】《》：／～－―…※○●□■◎△①②③④⑤⑥⑦⑧⑨℃％〒々〇' >>"$work/text"

pyftsubset "$source" --text-file="$work/text" --no-hinting --layout-features= --notdef-outline \
	--drop-tables+=GSUB,GPOS,GDEF,BASE,vhea,vmtx,VORG,DSIG,gasp,STAT,meta --output-file="$work/cut.ttf"

# 256 units an em are enough on paper; without composites a reader may take each
# glyph by itself; a name of its own keeps it apart from the original.
/usr/bin/python3 - "$work/cut.ttf" "$here/sample.ttf" <<'PY'
import sys
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

font = TTFont(sys.argv[1], recalcTimestamp=False)
glyphs = font.getGlyphSet()
for name in font.getGlyphOrder():
    if font["glyf"][name].isComposite():
        flat, pen = DecomposingRecordingPen(glyphs), TTGlyphPen(None)
        glyphs[name].draw(flat)
        flat.replay(pen)
        font["glyf"][name] = pen.glyph()
scale_upem(font, 256)
keep = {0, 5, 7, 8, 9, 11, 12, 13, 14}
table = font["name"]
table.names = [n for n in table.names if n.nameID in keep and n.langID == 0x409]
for ident, text in {1: "Sasae Sample Gothic", 2: "Regular", 3: "Sasae Sample Gothic 1", 4: "Sasae Sample Gothic", 6: "SasaeSampleGothic"}.items():
    table.setName(text, ident, 3, 1, 0x409)
font["post"].formatType = 3.0
font.save(sys.argv[2])
PY
ls -l "$here/sample.ttf"
