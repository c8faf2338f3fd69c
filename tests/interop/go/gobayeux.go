package main

import (
	"context"

	bayeux "github.com/sigmavirus24/gobayeux/v2"
)

type gobayeux struct {
	client *bayeux.BayeuxClient
	ended  chan struct{}
	cancel context.CancelFunc
}

func (g *gobayeux) open(url string) error {
	client, err := bayeux.NewBayeuxClient(nil, nil, url, nil)
	if err != nil {
		return err
	}
	replies, err := client.Handshake(context.Background())
	if err != nil {
		return err
	}
	tell("handshake", object{"successful": true, "clientId": replies[0].ClientID})
	g.client = client
	g.ended = make(chan struct{})
	polling, cancel := context.WithCancel(context.Background())
	g.cancel = cancel
	go g.poll(polling)
	return nil
}

func (g *gobayeux) poll(polling context.Context) {
	defer close(g.ended)
	for {
		messages, err := g.client.Connect(polling)
		if polling.Err() != nil {
			return
		}
		tell("connect", object{"successful": err == nil})
		if err != nil {
			return
		}
		for _, message := range messages {
			received(string(message.Channel), message.Data)
		}
	}
}

func (g *gobayeux) subscribe(channel string) error {
	_, err := g.client.Subscribe(context.Background(), []bayeux.Channel{bayeux.Channel(channel)})
	return err
}

func (g *gobayeux) unsubscribe(channel string) error {
	_, err := g.client.Unsubscribe(context.Background(), []bayeux.Channel{bayeux.Channel(channel)})
	return err
}

func (g *gobayeux) disconnect() error {
	g.cancel()
	<-g.ended
	_, err := g.client.Disconnect(context.Background())
	return err
}
