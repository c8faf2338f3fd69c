package main

import (
	"context"
	"errors"
	"strings"

	"github.com/elastic/bayeux"
)

// elastic handshakes for each subscription, and gives those up but by ending.
type elastic struct {
	credentials bayeux.Credentials
	cancel      context.CancelFunc
	polling     context.Context
}

func (e *elastic) open(url string) error {
	origin, _, found := strings.Cut(url, "/cometd")
	if !found {
		return errors.New("its path is /cometd/38.0 always")
	}
	e.credentials = bayeux.Credentials{InstanceURL: origin, AccessToken: "token"}
	e.polling, e.cancel = context.WithCancel(context.Background())
	tell("connect", object{"successful": true})
	return nil
}

func (e *elastic) subscribe(channel string) error {
	client := bayeux.Bayeux{}
	out := make(chan bayeux.MaybeMsg)
	subscribed := make(chan error, 1)
	go func() {
		first := true
		for maybe := range out {
			if first {
				first = false
				subscribed <- maybe.Err
			}
			if maybe.Err == nil {
				received(maybe.Msg.Channel, maybe.Msg.Data.Payload)
			}
		}
	}()
	go client.Channel(e.polling, out, "-1", e.credentials, channel)
	// Its first word is the answer to its first connect, or why there is none.
	return <-subscribed
}

func (e *elastic) unsubscribe(string) error {
	return errors.New("it cannot unsubscribe")
}

func (e *elastic) disconnect() error {
	e.cancel()
	return nil
}
