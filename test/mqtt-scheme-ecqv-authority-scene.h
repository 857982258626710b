// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_SCHEME_ECQV_AUTHORITY_SCENE_H
#define MQTT_SCHEME_ECQV_AUTHORITY_SCENE_H

#include "mqtt-scheme-bare-host.h"
#include "mqtt-scheme-ecqv-members.h"

#include "ns3/mqtt-ecqv-authority.h"
#include "ns3/mqtt-ecqv-device.h"

#include <list>
#include <set>

/// @file
/// A certificate authority of the ECQV schemes, and somebody who plays the broker and the devices
/// for it.

namespace ns3::mqtt::test
{

/// A device, and what it knows.
struct AuthorityDevice
{
    std::string name;                           ///< MQTT client identifier
    EcqvDevice device;                          ///< its keys
    EcqvGroupView view;                         ///< what it knows of the group
    std::map<EcqvRole, std::uint32_t> listened; ///< by side, epoch of the last update
};

/// An authority with its broker.
class AuthorityScene : public BareHost<AuthorityHost>
{
  public:
    /// Changes settings.
    using Change = std::function<void(EcqvAuthority::Settings&)>;

    /// @param theForm form
    /// @param change of the settings; may be empty
    explicit AuthorityScene(const EcqvForm& theForm, const Change& change = {});
    AuthorityScene(const AuthorityScene&) = delete;
    AuthorityScene& operator=(const AuthorityScene&) = delete;

    /// Has the channel of a broker come up that knows nothing, in place of the one before.
    void ConnectBroker();

    /// Has the broker's channel go down.
    void LoseBroker();

    /// @param name of a new device
    /// @param registered whether its owner has told the authority
    /// @return the device
    AuthorityDevice& AddDevice(const std::string& name, bool registered = true);

    /// @param message that the broker sends
    void Say(const EcqvChannelMessage& message);

    /// @param octets that the broker sends
    void SayOctets(ByteView octets);

    /// @param device connects
    /// @return why it is refused, or nothing; then it has its certificate
    std::string Connect(AuthorityDevice& device);

    /// @param id of a device
    /// @param trailer of its CONNECT
    /// @return why it is refused, or nothing
    std::string Forward(const EcqvId& id, const Bytes& trailer);

    /// @param device claims a side
    /// @param role which
    /// @return "granted", "waiting", or why it is refused
    std::string Claim(AuthorityDevice& device, EcqvRole role);

    /// @param id of a device that claims a side
    /// @param role which
    /// @param confirmation that comes with it
    /// @return as above
    std::string Claim(const EcqvId& id, EcqvRole role, const Bytes& confirmation);

    /// A device connects and claims a side.
    /// @param name of a new device
    /// @param role side
    /// @return the device
    AuthorityDevice& Join(const std::string& name, EcqvRole role);

    /// Gives a member of a side all keys that the broker has for it.
    /// @param device member
    /// @param role side
    /// @return what it complains of, or nothing
    std::string Update(AuthorityDevice& device, EcqvRole role);

    /// Lets time pass.
    /// @param span how long
    void Advance(Duration span);

    /// @return channels that were closed by the authority
    std::size_t GetNClosed() const
    {
        return m_nClosed;
    }

    /// @return messages of the authority since the last call, "roster epoch keys granted"
    std::string TakeHeard();

    /// @param name of a device; empty for what is for the whole side
    /// @param role side
    /// @return what is sealed for it, by epoch
    const std::map<std::uint32_t, Bytes>& GetSealed(const std::string& name, EcqvRole role);

    // what the authority wants done
    ChannelId OpenChannel(const std::string& service) override;
    void SendOnChannel(ChannelId channel, ByteView message) override;
    void CloseChannel(ChannelId channel) override;
    void SetAgentTimer(std::uint32_t timer, Duration delay) override;
    void EnterPhase(Phase phase) override;
    Duration GetNow() const override;

    const EcqvForm form;                 ///< form
    EcqvAuthority authority;             ///< under test
    std::optional<EcqvGroupView> broker; ///< what the broker knows
    std::size_t longestMessage{0};       ///< octets
    std::size_t nOctets{0};              ///< of all messages of the authority

  private:
    /// @param message of the authority
    void Hear(const EcqvChannelMessage& message);

    /// @param statement of a new epoch
    void HearEpoch(const EcqvStatement& statement);

    /// @param id of a member, zero for the whole side
    /// @param role side
    /// @param epoch number
    /// @return what is sealed for it in that epoch, or null
    const Bytes* FindSealed(const EcqvId& id, EcqvRole role, std::uint32_t epoch) const;

    using Sealed = std::map<std::uint32_t, Bytes>; ///< by epoch

    Duration m_now{0};                                      ///< present time
    ChannelId m_channel{0};                                 ///< of the broker
    bool m_isUp{false};                                     ///< the channel stands
    std::size_t m_nClosed{0};                               ///< by the authority
    std::map<std::uint32_t, Duration> m_timers;             ///< that run
    std::list<AuthorityDevice> m_devices;                   ///< all
    std::uint64_t m_lastToken{0};                           ///< of the broker
    std::map<std::uint64_t, std::string> m_answers;         ///< refusals, "granted"
    std::map<std::uint64_t, Bytes> m_issued;                ///< trailers
    std::array<EcqvRosterChange, 2> m_news;                 ///< since the last epoch
    std::map<std::pair<EcqvId, EcqvRole>, Sealed> m_sealed; ///< keys of members
    std::map<std::uint32_t, EcqvStatement> m_statements;    ///< by epoch
    std::string m_heard;                                    ///< kinds of messages
};

/// Plays something with an authority in each form.
class AuthorityTest : public TestCase
{
  public:
    /// What happens.
    using Play = std::function<void(AuthorityScene&, AuthorityTest&)>;

    /// @param name what is shown
    /// @param play what happens
    /// @param forms to play it with
    /// @param change of the settings
    AuthorityTest(const std::string& name,
                  Play play,
                  std::vector<EcqvForm> forms,
                  AuthorityScene::Change change = {});

    /// Fails unless something is as it should be.
    /// @param right whether it is
    /// @param what should be
    void Check(bool right, const std::string& what);

    /// Fails unless two texts are the same.
    /// @param text as it is
    /// @param wanted as it should be
    /// @param what it is
    void CheckText(const std::string& text, const std::string& wanted, const std::string& what);

    RecordingMeter meter; ///< what all parties did

  private:
    void DoRun() override;

    Play m_play;                     ///< what happens
    std::vector<EcqvForm> m_forms;   ///< to play it with
    AuthorityScene::Change m_change; ///< of the settings
    std::string m_form;              ///< in words
};

} // namespace ns3::mqtt::test

#endif /* MQTT_SCHEME_ECQV_AUTHORITY_SCENE_H */
