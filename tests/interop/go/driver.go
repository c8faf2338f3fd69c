// Runs a Bayeux client for Go for the tests: takes calls, as lines of JSON, and tells what happens in the same way.
// Neither of these clients publishes; both poll.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
)

type client interface {
	open(url string) error
	subscribe(channel string) error
	unsubscribe(channel string) error
	disconnect() error
}

type object map[string]any

type call struct {
	ID    int               `json:"id"`
	Do    string            `json:"do"`
	Given []json.RawMessage `json:"given"`
}

var printing sync.Mutex

func print(value object) {
	printing.Lock()
	defer printing.Unlock()
	if err := json.NewEncoder(os.Stdout).Encode(value); err != nil {
		panic(err)
	}
}

func tell(name string, value object) {
	print(object{"name": name, "value": value})
}

// received tells of an event. The test finds out which listeners it is for.
func received(channel string, data json.RawMessage) {
	if !strings.HasPrefix(channel, "/meta/") {
		tell("received", object{"channel": channel, "data": data})
	}
}

func (c call) text(index int) string {
	var text string
	if err := json.Unmarshal(c.Given[index], &text); err != nil {
		panic(err)
	}
	return text
}

func main() {
	clients := map[string]client{"elastic": &elastic{}, "gobayeux": &gobayeux{}}
	client := clients[os.Args[1]]
	channels := map[string]string{} // by the test's keys
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var c call
		if err := json.Unmarshal(input.Bytes(), &c); err != nil {
			panic(err)
		}
		var err error
		switch c.Do {
		case "open":
			err = client.open(c.text(0))
		case "subscribe":
			channels[string(c.Given[1])] = c.text(0)
			err = client.subscribe(c.text(0))
		case "unsubscribe":
			err = client.unsubscribe(channels[string(c.Given[0])])
		case "disconnect":
			err = client.disconnect()
		default:
			err = fmt.Errorf("there is no %s", c.Do)
		}
		result := object{"successful": err == nil}
		if err != nil {
			result["error"] = err.Error()
		}
		print(object{"id": c.ID, "result": result})
	}
}
