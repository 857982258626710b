// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_THRESHOLD_AGENT_H
#define MQTT_THRESHOLD_AGENT_H

#include "mqtt-data-keys.h"
#include "mqtt-key-dealer.h"
#include "mqtt-message-buffer.h"
#include "mqtt-share-routes.h"

namespace ns3::mqtt
{

/// A client that shares its data keys by (k, n)-threshold secret sharing: deals a key when it
/// starts and on each renewal, if it publishes; joins the keys of others, if it subscribes.
/// Messages are sealed from end to end and pass the brokers as they are.
///
/// The application's connection is with the first broker and carries messages; shares have sessions
/// or channels of their own, from the start on. While the first broker cannot be reached, messages
/// take the sessions with the others; those that wait in the client core go on waiting for it.
///
/// A retained message is cleared by an empty payload, which therefore goes out unsealed and is
/// delivered to nobody.
class ThresholdClientAgent : public ClientAgent, private ShareRouteUser
{
  public:
    /// @param settings of the scheme
    /// @param credentials of the client
    ThresholdClientAgent(const ThresholdSettings& settings, ThresholdCredentials credentials);

    void SetSubscriptions(const std::vector<Subscription>& subscriptions) override;
    void Start(ClientHost& host) override;
    std::unique_ptr<StreamGuard> CreateGuard() override;
    void LinkDown(ClientHost& host) override;
    void OutgoingPacket(const ControlPacket& packet, ClientHost& host) override;
    void IncomingPacket(const ControlPacket& packet, ClientHost& host) override;
    void OutgoingMessage(const Publish& publish, ClientHost& host) override;
    void IncomingMessage(const Publish& publish, ClientHost& host) override;
    std::unique_ptr<StreamGuard> CreateChannelGuard(const std::string& service,
                                                    bool opened) override;
    void ChannelUp(ChannelId channel, const std::string& service, ClientHost& host) override;
    void ChannelMessage(ChannelId channel, ByteView message, ClientHost& host) override;
    void ChannelDown(ChannelId channel, ClientHost& host) override;
    std::unique_ptr<StreamGuard> CreateSessionGuard(SessionId session) override;
    void SessionUp(SessionId session, ClientHost& host) override;
    void SessionMessage(SessionId session, const Publish& publish, ClientHost& host) override;
    void SessionDown(SessionId session, ClientHost& host) override;
    void TimerExpired(std::uint32_t timer, ClientHost& host) override;
    std::size_t GetStateSize() const override;

    /// @return whether a publisher reaches k sources, or a subscriber holds a key of everyone who
    /// is
    ///         to publish, or reaches k sources if that is not known
    bool IsReady() const override;

    /// @return whether the first broker was waited for in vain and another one can be reached
    bool IsIndependent() const override;

    /// @return number of keys taken, the client's own included
    std::uint32_t GetGroupEpoch() const override
    {
        return m_nKeys;
    }

    /// @param dealer client identifier
    /// @return the dealer's newest key that is held; 0 for none
    std::uint32_t GetKeyId(const std::string& dealer) const
    {
        return m_ring.GetKeyId(dealer);
    }

    /// @return what is missing for being ready, one line: "publisher-0: 1 of 2 shares"
    std::string DescribeMissing() const;

    /// @return messages and shares that were given up, because they were not authentic or malformed
    ///         or their key did not come
    std::uint64_t GetDropped() const
    {
        return m_dropped;
    }

    /// @return messages that wait for their key
    std::size_t GetNBuffered() const
    {
        return m_buffered.GetSize();
    }

  private:
    /// Timers; the routes have those from ShareRoutes::FIRST_TIMER on.
    enum Timer : std::uint32_t
    {
        RENEWAL = 1, ///< brings the next key
        GRACE,       ///< ends the life of old keys
        BUFFER,      ///< ends the wait of messages for keys
        SETTLE,      ///< ends the wait for a majority of shares
        FAILOVER     ///< ends the wait for the first broker
    };

    // what comes from the sources
    void ShareArrived(std::uint8_t source,
                      const std::string& dealer,
                      ByteView share,
                      ClientHost& host) override;
    void DataArrived(const Publish& publish, ClientHost& host) override;
    void RoutesChanged(ClientHost& host) override;

    /// Deals a key and sends its shares.
    /// @param host the client
    void Deal(ClientHost& host);

    /// @param dealer client identifier
    /// @return what gathers the dealer's shares
    ShareCollector& GetCollector(const std::string& dealer);

    /// Does what a share, or the lack of further ones, has led to.
    /// @param dealer client identifier
    /// @param outcome of the share
    /// @param host the client
    void Conclude(const std::string& dealer,
                  const ShareCollector::Outcome& outcome,
                  ClientHost& host);

    /// No more shares are awaited for a majority.
    /// @param host the client
    void SettleAll(ClientHost& host);

    /// @param dealer client identifier
    /// @param keyId of the key
    /// @param key the key
    /// @param host the client
    void TakeKey(const std::string& dealer,
                 std::uint32_t keyId,
                 const Secret& key,
                 ClientHost& host);

    /// @param connect from the client core
    /// @param host the client
    void SendConnect(Connect connect, ClientHost& host);

    /// @param publish in clear
    /// @param route number of the way it takes
    /// @return sealed
    Publish Seal(const Publish& publish, std::uint8_t route);

    /// @return number of the broker through which the next message goes
    std::uint8_t ChooseRoute();

    /// Delivers a message or lets it wait for its key.
    /// @param publish sealed
    /// @param until when it is given up if it waits
    /// @param host the client
    void OpenMessage(const Publish& publish, Duration until, ClientHost& host);

    ThresholdSettings m_settings;                       ///< of the scheme
    ThresholdCredentials m_credentials;                 ///< of the client
    std::unique_ptr<ShareRoutes> m_routes;              ///< to the sources
    KeyDealer m_dealer;                                 ///< of its own keys
    DataSealer m_sealer;                                ///< with its own newest key
    DataKeyRing m_ring;                                 ///< of everybody's keys
    std::map<std::string, ShareCollector> m_collectors; ///< by dealer
    MessageBuffer m_buffered;                           ///< of unknown keys
    std::vector<Subscription> m_subscriptions;          ///< of the application
    std::set<std::string> m_missing;                    ///< who is to publish and has no key yet
    std::uint32_t m_nKeys{0};                           ///< taken
    std::uint64_t m_dropped{0};                         ///< messages and shares given up
    bool m_reached{false};                              ///< k sources have been reached
    bool m_connected{false};                            ///< the first broker has accepted
    bool m_hasWill{false};                              ///< the broker has a will under a key
    bool m_settling{false};                             ///< the timer for a majority runs
    bool m_waiting{true};        ///< for the first broker, if it has not accepted
    std::uint8_t m_nextRoute{0}; ///< of the next message
};

} // namespace ns3::mqtt

#endif /* MQTT_THRESHOLD_AGENT_H */
