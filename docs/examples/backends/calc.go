// Usage: go run calc.go [PORT]. A JSON-RPC backend: one request a line, one answer a line.
//
// services: { calc: { port: 1317, framing: newline, shared: true } }
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
)

type request struct {
	Method string          `json:"method"`
	Params []float64       `json:"params"`
	ID     json.RawMessage `json:"id"`
}

type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

type response struct {
	Version string          `json:"jsonrpc"`
	Result  *float64        `json:"result,omitempty"`
	Error   *rpcError       `json:"error,omitempty"`
	ID      json.RawMessage `json:"id"`
}

var methods = map[string]func([]float64) (float64, error){
	"add": func(numbers []float64) (float64, error) {
		sum := 0.0
		for _, number := range numbers {
			sum += number
		}
		return sum, nil
	},
	"div": func(numbers []float64) (float64, error) {
		if len(numbers) != 2 || numbers[1] == 0 {
			return 0, errors.New("division by zero")
		}
		return numbers[0] / numbers[1], nil
	},
}

func answer(line []byte) *response {
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return &response{"2.0", nil, &rpcError{-32700, "Parse error"}, json.RawMessage("null")}
	}
	if asked.ID == nil {
		return nil // A notification, such as hello, session.opened and session.closed.
	}
	method, known := methods[asked.Method]
	if !known {
		return &response{"2.0", nil, &rpcError{-32601, "Method not found"}, asked.ID}
	}
	result, err := method(asked.Params)
	if err != nil {
		return &response{"2.0", nil, &rpcError{-32602, err.Error()}, asked.ID}
	}
	return &response{"2.0", &result, nil, asked.ID}
}

func serve(connection net.Conn) {
	defer connection.Close() // Halley has half-closed: its client is gone.
	lines := bufio.NewScanner(connection)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(connection) // Ends each text with a newline.
	for lines.Scan() {
		if reply := answer(lines.Bytes()); reply != nil {
			if out.Encode(reply) != nil {
				return
			}
		}
	}
}

func main() {
	port := "1317"
	if len(os.Args) > 1 {
		port = os.Args[1]
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		fmt.Fprintln(os.Stderr, "calc:", err)
		os.Exit(1)
	}
	fmt.Printf("calc: listening on %d\n", listener.Addr().(*net.TCPAddr).Port)
	for {
		connection, err := listener.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, "calc:", err)
			os.Exit(1)
		}
		go serve(connection)
	}
}
