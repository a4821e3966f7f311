package wire

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

var schedulerSays = dialect{"scheduler", "application/json", "Message"}

func (s *Scheduler) routes() http.Handler {
	m := http.NewServeMux()
	for pattern, call := range map[string]func(*http.Request) (any, error){
		"POST /schedules/{name}":   s.create,
		"PUT /schedules/{name}":    s.update,
		"GET /schedules/{name}":    s.get,
		"DELETE /schedules/{name}": s.remove,
		"GET /schedules":           s.list,
	} {
		m.Handle(pattern, schedulerSays.answers(call))
	}
	m.Handle("/", schedulerSays.unknown())
	return m
}

// asked is the schedule that a request describes, checked.
func (s *Scheduler) asked(r *http.Request) (Schedule, error) {
	var in struct {
		Spec
		ClientToken string
	}
	if err := read(r, &in, "ValidationException"); err != nil {
		return Schedule{}, err
	}
	one := Schedule{Name: r.PathValue("name"), Spec: in.Spec, token: in.ClientToken}
	if err := one.check(); err != nil {
		return one, err
	}
	if one.GroupName != "default" && !slices.Contains(s.o.Groups, one.GroupName) {
		return one, notThere("Schedule group", one.GroupName)
	}
	one.next = one.At
	return one, nil
}

func notThere(what, name string) error {
	return fail(http.StatusNotFound, "ResourceNotFoundException", "%s %s does not exist.", what, name)
}

// past refuses a time before the clock's; the lock is held.
func (s *Scheduler) past(one Schedule) error {
	if one.At.Before(s.clock) && !s.o.TakesPast {
		return invalid("Invalid Schedule Expression %s. The time is in the past.", one.ScheduleExpression)
	}
	return nil
}

// create makes a schedule; the same request again, known by its token, is the
// same schedule.
func (s *Scheduler) create(r *http.Request) (any, error) {
	one, err := s.asked(r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if is, ok := s.open[one.key()]; ok && (one.token == "" || is.token != one.token) {
		return nil, fail(http.StatusConflict, "ConflictException", "Schedule %s already exists.", one.Name)
	} else if !ok {
		if err := s.past(one); err != nil {
			return nil, err
		}
		one.Created = s.clock
		s.open[one.key()] = &one
	}
	return map[string]string{"ScheduleArn": one.arn()}, nil
}

func (s *Scheduler) update(r *http.Request) (any, error) {
	one, err := s.asked(r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	is, ok := s.open[one.key()]
	if !ok {
		return nil, notThere("Schedule", one.Name)
	}
	if err := s.past(one); err != nil {
		return nil, err
	}
	one.Created = is.Created
	s.open[one.key()] = &one
	return map[string]string{"ScheduleArn": one.arn()}, nil
}

// named is the key of the schedule that the path and the query name.
func named(r *http.Request) string {
	group := r.URL.Query().Get("groupName")
	if group == "" {
		group = "default"
	}
	return group + "/" + r.PathValue("name")
}

func (s *Scheduler) get(r *http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.open[named(r)]
	if !ok {
		return nil, notThere("Schedule", r.PathValue("name"))
	}
	return struct {
		Arn, Name    string
		CreationDate int64
		Spec
	}{one.arn(), one.Name, one.Created.Unix(), one.Spec}, nil
}

func (s *Scheduler) remove(r *http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.open[named(r)]; !ok {
		return nil, notThere("Schedule", r.PathValue("name"))
	}
	delete(s.open, named(r))
	return struct{}{}, nil
}

// summary is a schedule as a list has it.
type summary struct {
	Arn, GroupName, Name, State string
	CreationDate                int64
	Target                      struct{ Arn string }
}

// page is the most schedules of one list.
const page = 100

// list gives the schedules of a group or of all, from behind NextToken on.
func (s *Scheduler) list(r *http.Request) (any, error) {
	q := r.URL.Query()
	most := page
	if said := q.Get("MaxResults"); said != "" {
		n, err := strconv.Atoi(said)
		if err != nil || n < 1 || n > page {
			return nil, invalid("MaxResults is 1 to %d.", page)
		}
		most = n
	}
	said := struct {
		Schedules []summary
		NextToken string `json:",omitempty"`
	}{Schedules: []summary{}}
	for _, one := range s.Schedules() {
		group := q.Get("ScheduleGroup")
		if group != "" && one.GroupName != group || !strings.HasPrefix(one.Name, q.Get("NamePrefix")) || one.key() <= q.Get("NextToken") ||
			q.Get("State") != "" && q.Get("State") != one.State {
			continue
		}
		if len(said.Schedules) == most {
			last := said.Schedules[most-1]
			said.NextToken = last.GroupName + "/" + last.Name
			break
		}
		said.Schedules = append(said.Schedules, summary{one.arn(), one.GroupName, one.Name, one.State, one.Created.Unix(), struct{ Arn string }{one.Target.Arn}})
	}
	return said, nil
}
