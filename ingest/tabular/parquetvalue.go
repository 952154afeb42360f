package tabular

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// valueText returns how the values of a leaf are written as text: days and
// points in time as ISO, with Z where they are in UTC, and with a fraction of a
// second where there is one; decimals exactly; floats as the shortest decimal
// that is the same number, without exponent; not-a-number, which is how some
// writers say that there is none, as nothing; bytes that are no text in
// hexadecimal where the type says that they are none.
func valueText(column *parquet.Column) func([]byte, parquet.Value) []byte {
	t := column.Type()
	if logical := t.LogicalType(); logical != nil {
		switch l := logical.Value.(type) {
		case *format.DecimalType:
			return decimalText(int(l.Scale))
		case *format.DateType:
			return func(to []byte, v parquet.Value) []byte {
				return time.Unix(0, 0).UTC().AddDate(0, 0, int(v.Int32())).AppendFormat(to, time.DateOnly)
			}
		case *format.TimeType:
			unit := unitOf(l.Unit)
			return func(to []byte, v parquet.Value) []byte {
				n := v.Int64()
				if v.Kind() == parquet.Int32 {
					n = int64(v.Int32())
				}
				return time.Unix(0, 0).UTC().Add(time.Duration(n)*unit).AppendFormat(to, "15:04:05.999999999")
			}
		case *format.TimestampType:
			return timestampText(unitOf(l.Unit), l.IsAdjustedToUTC)
		case *format.IntType:
			if !l.IsSigned {
				return unsignedText
			}
		case *format.UUIDType:
			return func(to []byte, v parquet.Value) []byte {
				b := v.ByteArray()
				if len(b) != 16 {
					return hex.AppendEncode(to, b)
				}
				return fmt.Appendf(to, "%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
			}
		case *format.Float16Type:
			return func(to []byte, v parquet.Value) []byte {
				if b := v.ByteArray(); len(b) == 2 {
					return floatText(to, float16(binary.LittleEndian.Uint16(b)), 32)
				}
				return hex.AppendEncode(to, v.ByteArray())
			}
		case *format.BsonType, *format.GeometryType, *format.GeographyType, *format.VariantType:
			return hexText
		}
	}
	if t.Kind() == parquet.FixedLenByteArray {
		return hexText
	}
	return plainText
}

// plainText writes a value by its physical type.
func plainText(to []byte, v parquet.Value) []byte {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.AppendBool(to, v.Boolean())
	case parquet.Int32:
		return strconv.AppendInt(to, int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.AppendInt(to, v.Int64(), 10)
	case parquet.Int96:
		return int96Text(to, v)
	case parquet.Float:
		return floatText(to, float64(v.Float()), 32)
	case parquet.Double:
		return floatText(to, v.Double(), 64)
	}
	return append(to, v.ByteArray()...)
}

func unsignedText(to []byte, v parquet.Value) []byte {
	if v.Kind() == parquet.Int32 {
		return strconv.AppendUint(to, uint64(v.Uint32()), 10)
	}
	return strconv.AppendUint(to, v.Uint64(), 10)
}

func hexText(to []byte, v parquet.Value) []byte { return hex.AppendEncode(to, v.ByteArray()) }

func floatText(to []byte, f float64, bits int) []byte {
	if math.IsNaN(f) {
		return to
	}
	return strconv.AppendFloat(to, f, 'f', -1, bits)
}

// float16 widens a number of half precision.
func float16(n uint16) float64 {
	sign, exponent, fraction := 1.0, int(n>>10&31), float64(n&1023)
	if n>>15 != 0 {
		sign = -1
	}
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		if fraction != 0 {
			return math.NaN()
		}
		return math.Inf(int(sign))
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// unitOf returns the length of a unit of time.
func unitOf(u format.TimeUnit) time.Duration {
	switch u.Value.(type) {
	case *format.MilliSeconds:
		return time.Millisecond
	case *format.MicroSeconds:
		return time.Microsecond
	}
	return time.Nanosecond
}

// timestampText writes points in time that are counted from 1970.
func timestampText(unit time.Duration, utc bool) func([]byte, parquet.Value) []byte {
	perSecond := int64(time.Second / unit)
	return func(to []byte, v parquet.Value) []byte {
		n := v.Int64()
		seconds, rest := n/perSecond, n%perSecond
		if rest < 0 {
			seconds, rest = seconds-1, rest+perSecond
		}
		return momentText(to, time.Unix(seconds, rest*int64(unit)).UTC(), utc)
	}
}

// momentText writes a point in time.
func momentText(to []byte, at time.Time, utc bool) []byte {
	if utc {
		return at.AppendFormat(to, "2006-01-02T15:04:05.999999999Z")
	}
	return at.AppendFormat(to, "2006-01-02 15:04:05.999999999")
}

// int96Text writes the old form of a timestamp: nanoseconds of a day, and the
// day by its Julian number. It does not say whether it is in UTC.
func int96Text(to []byte, v parquet.Value) []byte {
	const julian1970 = 2440588
	i := v.Int96()
	nanos := int64(uint64(i[0]) | uint64(i[1])<<32)
	days := int64(int32(i[2])) - julian1970
	return momentText(to, time.Unix(days*86400, nanos).UTC(), false)
}

// longestDecimal is the size of the longest number written as a decimal, in
// bytes: 150 digits.
const longestDecimal = 64

// decimalText writes numbers with so many digits behind the point.
func decimalText(scale int) func([]byte, parquet.Value) []byte {
	return func(to []byte, v parquet.Value) []byte {
		var digits string
		switch v.Kind() {
		case parquet.Int32:
			digits = strconv.FormatInt(int64(v.Int32()), 10)
		case parquet.Int64:
			digits = strconv.FormatInt(v.Int64(), 10)
		default:
			if len(v.ByteArray()) > longestDecimal {
				return hexText(to, v)
			}
			digits = signed(v.ByteArray()).String()
		}
		if scale <= 0 || scale > 1000 {
			return append(to, digits...)
		}
		digits, negative := strings.CutPrefix(digits, "-")
		if negative {
			to = append(to, '-')
		}
		if missing := scale + 1 - len(digits); missing > 0 {
			digits = strings.Repeat("0", missing) + digits
		}
		at := len(digits) - scale
		to = append(to, digits[:at]...)
		to = append(to, '.')
		return append(to, digits[at:]...)
	}
}

// signed reads a number in two's complement, the highest byte first.
func signed(b []byte) *big.Int {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}
