package inspection

import "strings"

// The codes of refusals. They are published (events, API, docs/reasons.md):
// never change one, only add.
const (
	CodeEmpty          = "empty"
	CodeTooLarge       = "too-large"
	CodeUnreadable     = "unreadable"
	CodeSizeDiffers    = "size-differs"
	CodeHashDiffers    = "hash-differs"
	CodeTypeNotAllowed = "type-not-allowed"
	CodeTypeDiffers    = "type-differs"
	CodeEncrypted      = "encrypted"
	CodeBroken         = "broken"
	CodeActiveContent  = "active-content"
	CodeTooManyPages   = "too-many-pages"
	CodeBomb           = "bomb"
	CodeEncoding       = "encoding"
	CodeMalware        = "malware"
)

// CodeText is one row of Codes: what is refused, and the words for the clerk
// of a care office. %s in Message is what was found, for example a page count.
type CodeText struct{ Code, Message string }

// Codes lists every reason code once, in the order in which the rules are
// applied. docs/reasons.md is made from it. Each message says which rule it
// is, then what to do.
var Codes = []CodeText{
	{CodeEmpty, "ファイルに中身がありません(0 バイト)。元の文書を開いて内容を確かめ、保存し直してから送ってください。"},
	{CodeTooLarge, "ファイルが大きすぎます(%s)。1 つの文書は 50 MiB までです。スキャンの解像度を下げる(200〜300 dpi)か、文書を分けて送ってください。"},
	{CodeUnreadable, "ファイルを最後まで読み取れませんでした。文書の誤りではありません。しばらくしてからもう一度送ってください。"},
	{CodeSizeDiffers, "届いたファイルの大きさが送信時の申告と違います(%s)。通信が途中で切れた可能性があります。もう一度送ってください。"},
	{CodeHashDiffers, "届いたファイルの内容が送信時のものと一致しません(SHA-256 の不一致)。通信中に変わった可能性があります。もう一度送ってください。"},
	{CodeTypeNotAllowed, "この形式のファイルは受け付けていません(%s)。受け付ける形式は PDF、Excel ブック(.xlsx)、CSV、JPEG、PNG です。いずれかの形式で保存し直してから送ってください。"},
	{CodeTypeDiffers, "ファイルの中身が申告された形式と違います(%s)。拡張子だけを書き換えたファイルは受け付けません。元のソフトで正しい形式に保存し直してから送ってください。"},
	{CodeEncrypted, "暗号化またはパスワードで保護されているため内容を確認できません(%s)。パスワードを外して保存し直してから送ってください。"},
	{CodeBroken, "ファイルが壊れているか、途中で切れています(%s)。元の文書を開いて確かめ、保存し直す(またはスキャンし直す)してから送ってください。"},
	{CodeActiveContent, "開いたときに動作する仕組みや、別のファイルが含まれる文書は受け付けません(%s)。PDF は「PDF に印刷」で、Excel はマクロ・外部リンク・埋め込みを取り除いた .xlsx で保存し直してから送ってください。"},
	{CodeTooManyPages, "ページ数が多すぎます(%s)。1 つの文書は 500 ページまでです。文書を分けて送ってください。"},
	{CodeBomb, "展開すると極端に大きくなる、または部品が多すぎるファイルは受け付けません(%s)。不要なシートや画像を減らして保存し直すか、文書を分けて送ってください。"},
	{CodeEncoding, "文字コードを判別できません(%s)。CSV は UTF-8 またはシフト JIS(Windows-31J)で保存し直してから送ってください。"},
	{CodeMalware, "ウイルス検査用の文字列が見つかりました(%s)。このファイルは送らず、事業所の情報管理担当者に知らせ、端末のウイルス検査をしてください。"},
}

// message fills the text of a code with what was found.
func message(code string, found []string) string {
	for _, c := range Codes {
		if c.Code == code {
			return strings.Replace(c.Message, "%s", strings.Join(found, "、"), 1)
		}
	}
	panic("inspection: the code " + code + " is not in Codes")
}
