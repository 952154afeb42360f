package stat

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawLadder draws complaints that climb 0 → 1 → 2, or end in 3 or 4; all are
// followed to their end when whole.
func drawLadder(whole bool) *rapid.Generator[[]Spell] {
	return rapid.Custom(func(t *rapid.T) []Spell {
		var spells []Spell
		for unit := range rapid.IntRange(1, 12).Draw(t, "units") {
			day := 0.0
			for state := 0; state < 3; {
				s := Spell{Unit: int64(unit), From: state, Entry: day}
				s.Exit = day + float64(rapid.IntRange(0, 4).Draw(t, "days"))
				s.To = rapid.SampledFrom([]int{state + 1, 3, 4, Waiting}).Draw(t, "to")
				if whole && s.To == Waiting {
					s.To = 4
				}
				spells = append(spells, s)
				if s.To == Waiting {
					break
				}
				day, state = s.Exit, s.To
			}
		}
		return spells
	})
}

// TestOccupationWhole: with everybody followed to the end, the share in a state is
// the share that is there, and its error that of a share.
func TestOccupationWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawLadder(true).Draw(t, "spells")
		occupation, err := StateOccupation(spells, 5)
		if err != nil {
			t.Fatal(err)
		}
		for day := 0.0; day <= 15; day++ {
			count, ended := make([]float64, 5), map[int64]bool{}
			n := 0.0
			for _, s := range spells {
				if s.Entry == 0 && s.From == 0 {
					n++
				}
				if s.Entry <= day && day < s.Exit {
					count[s.From]++
				}
				if s.To >= 3 && s.Exit <= day && !ended[s.Unit] {
					ended[s.Unit] = true
					count[s.To]++
				}
			}
			for state, got := range occupation.At(day) {
				p := count[state] / n
				if want := math.Sqrt(p * (1 - p) / n); !isNear(got.Share, p) || math.Abs(got.SE-want) > 1e-7 {
					t.Fatalf("state %d on day %v = %+v, want %v (%v)", state, day, got, p, want)
				}
			}
		}
	})
}

// TestOccupationSums: shares are in [0, 1] and sum to 1 whoever is still waiting.
func TestOccupationSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawLadder(false).Draw(t, "spells")
		occupation, err := StateOccupation(spells, 5)
		if err != nil {
			t.Fatal(err)
		}
		for day := 0.0; day <= 15; day++ {
			sum := 0.0
			for _, got := range occupation.At(day) {
				sum += got.Share
				if got.Share < -1e-12 || got.Share > 1+1e-12 || math.IsNaN(got.SE) {
					t.Fatalf("occupation on day %v has %+v", day, got)
				}
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("occupation on day %v sums to %v", day, sum)
			}
		}
	})
}

func TestStagesCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawLadder(false).Draw(t, "spells")
		stages, err := Stages(Sojourns(spells), 5, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		flows := map[int]int64{}
		for _, f := range Flows(Sojourns(spells)) {
			flows[f.From] += f.N
			want := stages[f.From].Waiting
			if f.To != Waiting {
				want = stages[f.From].Exits[f.To]
			}
			if f.N != want {
				t.Fatalf("flow %+v, want %d", f, want)
			}
		}
		for state, stage := range stages {
			entered := int64(0)
			for _, s := range spells {
				if s.From == state {
					entered++
				}
			}
			if stage.Entered != entered || flows[state] != entered {
				t.Fatalf("stage %d entered %d, flows %d, want %d", state, stage.Entered, flows[state], entered)
			}
			if outcome, ok := stage.By(100, 3); ok && stage.Waiting == 0 && !isNear(outcome.Share, float64(stage.Exits[3])/float64(entered)) {
				t.Fatalf("By(100) of stage %d = %+v", state, outcome)
			}
		}
	})
}

func TestStagesEdges(t *testing.T) {
	stages, err := Stages([]Sojourn{{From: 0, To: 1, Days: 0, N: 2}, {From: 0, To: Waiting, Days: 5, N: 2}}, 3, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if nobody := stages[1]; nobody.Entered != 0 || nobody.Median.Days != nil {
		t.Errorf("a stage that nobody entered = %+v", nobody)
	}
	if _, ok := stages[1].By(1, 2); ok {
		t.Error("By of a stage that nobody entered = ok, want not")
	}
	if outcome, ok := stages[0].By(0, 1); !ok || outcome.Share != 0.5 {
		t.Errorf("By(0) = %+v, %v, want 0.5", outcome, ok)
	}
	if _, ok := stages[0].By(6, 1); ok {
		t.Error("By beyond the follow-up = ok, want not")
	}
	want := []Flow{{0, 1, 2}, {0, Waiting, 2}}
	if diff := cmp.Diff(want, Flows([]Sojourn{{From: 0, To: Waiting, Days: 5, N: 2}, {From: 0, To: 1, N: 2}})); diff != "" {
		t.Errorf("Flows (-want +got):\n%s", diff)
	}
	for name, s := range map[string]Spell{
		"from outside":   {From: 3, To: 1, Exit: 1},
		"to outside":     {From: 0, To: 3, Exit: 1},
		"to itself":      {From: 1, To: 1, Exit: 1},
		"back in time":   {From: 0, To: 1, Entry: 2, Exit: 1},
		"before filing":  {From: 0, To: 1, Entry: -1, Exit: 1},
		"never":          {From: 0, To: 1, Exit: math.Inf(1)},
		"not a number":   {From: 0, To: 1, Exit: math.NaN()},
		"to minus three": {From: 0, To: -3, Exit: 1},
	} {
		if _, err := StateOccupation([]Spell{s}, 3); err == nil {
			t.Errorf("%s: StateOccupation = nil error, want one", name)
		}
	}
	if _, err := StateOccupation(nil, 3); err == nil {
		t.Error("StateOccupation(nil) = nil error, want one")
	}
	if _, err := Stages(nil, 1000, 0.95); err == nil {
		t.Error("Stages of 1000 states = nil error, want one")
	}
}

// TestOccupationLate: a complaint imported in mid-life counts from then on.
func TestOccupationLate(t *testing.T) {
	occupation, err := StateOccupation([]Spell{
		{Unit: 1, From: 0, To: 1, Exit: 4}, {Unit: 2, From: 0, To: Waiting, Exit: 9},
		{Unit: 3, From: 0, To: 1, Entry: 4, Exit: 6}, // not at risk on day 4
	}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[float64]float64{3: 1, 4: 0.5, 6: 0.25} {
		if got := occupation.At(day)[0].Share; !isNear(got, want) {
			t.Errorf("share waiting on day %v = %v, want %v", day, got, want)
		}
	}
}
