package billing

// Code names why a record was not billed. A published code keeps its meaning.
type Code string

// Reading and checking a record.
const (
	CodeUnreadable     Code = "unreadable"
	CodeUnknownField   Code = "unknown-field"
	CodeRepeatedField  Code = "repeated-field"
	CodeMissingField   Code = "missing-field"
	CodeBadValue       Code = "bad-value"
	CodeBadNumber      Code = "bad-number"
	CodeBirth          Code = "birth"
	CodeCertification  Code = "certification"
	CodeNotCovered     Code = "certification-not-covering"
	CodeDelegate       Code = "delegate"
	CodePublicPair     Code = "public-payer-incomplete"
	CodeServiceKind    Code = "service-kind"
	CodeContradiction  Code = "services-contradict"
	CodeServiceMonths  Code = "service-months"
	CodeOtherMonth     Code = "other-month"
	CodeDuplicate      Code = "duplicate"
	CodeNotOwner       Code = "not-month-owner"
	CodeTypeForSupport Code = "type-for-support"
)

// Deciding and pricing.
const (
	CodeLevel            Code = "level-not-support"
	CodeNothingUsed      Code = "nothing-used"
	CodeOfficeManagement Code = "office-not-claimant"
	CodeCommissioned     Code = "commissioned-by-office"
	CodeLinkByOffice     Code = "link-by-office"
	CodeWholeMonth       Code = "whole-month-service"
	CodeInitialNotDue    Code = "initial-not-due"
	CodeUnverified       Code = "unverified"
	CodeNoFee            Code = "fee-not-found"
	CodeOverflow         Code = "too-large"

	CodeMissingWage       Code = "rule-missing-wage"
	CodeMissingBefore     Code = "rule-missing-before-2024-04"
	CodeMissingManagement Code = "rule-missing-care-management"
	CodeMissingLink       Code = "rule-missing-link"
	CodeMissingReduction  Code = "rule-missing-reduction"
	CodeMissingPublic     Code = "rule-missing-public-payer"
	CodeMissingFacility   Code = "rule-missing-facility-insurer"
)

// Explanation tells an operator what a code means, what to do, and why.
type Explanation struct {
	Text   string // one clause, without a full stop
	Do     string
	Source string
}

const (
	notice129 = "平成18年厚生労働省告示第129号"
	table7    = "厚生労働省通知（老振発0605第1号）表7"
	firstCut  = "この版で計算できるのは介護予防支援費(Ⅰ)(Ⅱ)と初回加算だけです"
	byHand    = firstCut + "。いまの請求ソフトで請求し、この記録は外してください"
)

// Codes explains every code.
var Codes = map[Code]Explanation{
	CodeUnreadable:     {"この行を読めません", "CSVの引用符やJSONの括弧、文字コード（UTF-8かWindows-31J）を確かめてください", "sasae 入力の約束"},
	CodeUnknownField:   {"知らない項目があります", "項目名のつづりを確かめてください。知らない項目を読み飛ばすことはしません", "sasae 入力の約束"},
	CodeRepeatedField:  {"同じ項目が2回あります", "どちらが正しいか確かめ、1つにしてください", "sasae 入力の約束"},
	CodeMissingField:   {"必要な項目がありません", "項目を書き足してください", "sasae 入力の約束"},
	CodeBadValue:       {"項目の値が約束と違います", "値を直してください", "sasae 入力の約束"},
	CodeBadNumber:      {"番号が正しくありません", "被保険者証や指定通知書と見比べて直してください", "介護給付費請求書等の記載要領、インタフェース仕様書"},
	CodeBirth:          {"生年月日が正しくありません", "被保険者証と見比べて直してください。介護保険の被保険者は40歳以上です", "介護保険法第9条"},
	CodeCertification:  {"認定の内容がそろっていません", "要介護状態区分、認定有効期間、certificationを見直してください", "インタフェース仕様書 8125 項目12～14"},
	CodeNotCovered:     {"認定有効期間が提供月の末日を含みません", "月末の状態で請求する事業所が決まります。認定の更新・変更を確かめてください", "厚生労働省通知（老振発0605第1号）6(2)※"},
	CodeDelegate:       {"委託の項目がそろっていません", "委託先事業所番号、委託先の介護支援専門員番号、委託開始月を見直してください", "インタフェース仕様書 8222 項目26・27"},
	CodePublicPair:     {"公費負担者番号と受給者番号は両方必要です", "両方を書くか、両方を空にしてください", "インタフェース仕様書 8125 項目8・9"},
	CodeServiceKind:    {"サービス種類コードが使えません", "予防給付と総合事業の種類だけを書いてください。43・46・AFは給付管理票に載せません", "サービス種類コード一覧、" + table7},
	CodeContradiction:  {"利用の区分とservicesが食い違っています", "どのサービスを使ったかを確かめ、どちらかを直してください", table7},
	CodeServiceMonths:  {"サービスの開始月・終了月が提供月と合いません", "serviceStart、previousEnd、monthを見直してください", "sasae 入力の約束"},
	CodeOtherMonth:     {"実行する月と提供月が違います", "月遅れ（late）か再請求（again）で前の月のときだけ一緒に処理できます", "sasae 入力の約束"},
	CodeDuplicate:      {"同じ人の同じ月がすでにあります", "1人1月1件です。どちらで請求するかを決め、片方を外してください", notice129 + "別表（1月につき）"},
	CodeNotOwner:       {"同じ人の同じ月を、月末に担当するほかの事業所が請求しています", "計画作成依頼の届出日（planNotified）と担当の変わった日を両方で確かめ、担当でなければ外してください", "老振発0605第1号 6(2)※"},
	CodeTypeForSupport: {"介護予防支援にA・B・Cの類型は書けません", "予防給付を使った月ならtypeを空にしてください", table7},

	CodeLevel:            {"要支援1・2ではないので介護予防支援費は請求できません", "要介護状態区分を確かめてください。事業対象者と予防給付は両立しません", "介護保険法第58条"},
	CodeNothingUsed:      {"サービスの利用実績がありません", "この月は請求できません。利用があったなら利用の区分を直してください", table7 + " 16・20"},
	CodeOfficeManagement: {"予防給付の管理対象を使わない月は、居宅介護支援事業所は請求できません", "地域包括支援センターが介護予防ケアマネジメント費を請求します", table7 + "、介護保険法第115条の45"},
	CodeCommissioned:     {"委託を受けた月は、委託元の地域包括支援センターが請求します", "委託先の記録から外してください。事業所が自ら請求する月ならdelegateを空にしてください", "介護保険法第115条の23第3項"},
	CodeLinkByOffice:     {"委託連携加算は地域包括支援センターだけの加算です", "linkを外してください", notice129 + "別表ハ"},
	CodeWholeMonth:       {"月を通じて使うと請求できないサービスがあります", "予防特定施設・予防小規模多機能・予防グループホームを月を通じて使った月は算定できません。途中までの利用は、" + byHand, notice129 + "別表 注2"},
	CodeInitialNotDue:    {"初回加算の条件に合いません", "前の支援が終わった月の後、算定のない月が2つ以上必要です。initialを外すか月を直してください", "老振発0605第1号 7(1)ア、平成21年4月改定関係Q&A(vol.1)問62"},
	CodeUnverified:       {"確認の済んでいない単位数・単価を使います", "告示・コード表と照合してverifiedにするか、--allow-unverifiedを付けてください", "sasae 料金表の約束"},
	CodeNoFee:            {"この月の単位数・単価の行が1つに決まりません", "料金表（fees）の適用年月を確かめてください", "sasae 料金表の約束"},
	CodeOverflow:         {"金額が大きすぎて計算できません", "料金表の値を確かめてください", "sasae 入力の約束"},

	CodeMissingWage:       {"2026年6月からの介護職員等処遇改善加算（21/1000）の規則がまだありません", byHand, "介護保険最新情報Vol.1479（2026-03-13）"},
	CodeMissingBefore:     {"2024年3月以前の単位数の規則がありません", byHand, notice129 + "（令和6年度改定前）"},
	CodeMissingManagement: {"介護予防ケアマネジメント費（AF）の規則がまだありません", byHand, table7 + " 9～20"},
	CodeMissingLink:       {"委託連携加算の規則がまだありません", byHand, notice129 + "別表ハ"},
	CodeMissingReduction:  {"減算（虐待防止・業務継続計画）の規則がまだありません", byHand, notice129 + "別表 注"},
	CodeMissingPublic:     {"公費（生活保護など）の規則がまだありません", byHand, "生活保護法第15条の2、法別12"},
	CodeMissingFacility:   {"住所地特例の規則がまだありません", byHand, "介護保険法第13条"},
}
