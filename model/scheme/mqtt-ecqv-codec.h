// SPDX-License-Identifier: GPL-2.0-or-later
#ifndef MQTT_ECQV_CODEC_H
#define MQTT_ECQV_CODEC_H

#include "mqtt-ecqv-records.h"

#include <boost/endian/conversion.hpp>
#include <string>
#include <type_traits>

/// @file
/// Writes and reads the fields of the messages of the ECQV schemes. Writer and reader have the same
/// functions, so that a function template that passes the fields of a message to either serves
/// both directions.

namespace ns3::mqtt
{

/// Puts fields one behind the other.
class EcqvFieldWriter
{
  public:
    /// @param form curve and encoding; outlives the writer
    explicit EcqvFieldWriter(const EcqvForm& form)
        : m_form(form)
    {
    }

    /// @return form
    const EcqvForm& GetForm() const
    {
        return m_form;
    }

    /// @return the fields so far
    Bytes Take()
    {
        return std::move(m_octets);
    }

    /// @param number any
    template <class T>
    void Number(T number)
    {
        const std::size_t offset = m_octets.size();
        m_octets.resize(offset + sizeof(T));
        boost::endian::endian_store<T, sizeof(T), boost::endian::order::big>(m_octets.data() +
                                                                                 offset,
                                                                             number);
    }

    /// @param value that the field always has
    void Constant(std::uint8_t value)
    {
        m_octets.push_back(value);
    }

    /// @param flag any
    void Flag(bool flag)
    {
        m_octets.push_back(flag ? 1 : 0);
    }

    /// @param role any
    void Role(EcqvRole role)
    {
        m_octets.push_back(static_cast<std::uint8_t>(role));
    }

    /// @param id any
    void Id(const EcqvId& id)
    {
        m_octets.insert(m_octets.end(), id.begin(), id.end());
    }

    /// @param point in the form's encoding; neither infinity nor none
    void Point(const EcPoint& point);

    /// @param scalar any
    void Scalar(const EcScalar& scalar);

    /// @param octets that have the size
    /// @param size of the field
    void Octets(const Bytes& octets, std::size_t size);

    /// @param octets at most 65,535, written behind their number
    void Field(const Bytes& octets);

    /// @param octets that end the message
    void Rest(const Bytes& octets)
    {
        Append(octets);
    }

    /// @param text that ends the message
    void Rest(const std::string& text)
    {
        Append(ByteView(text));
    }

    /// @tparam Count type of the number of entries, which goes before them
    /// @param entries no more than that can count
    /// @param pass gets each entry
    template <class Count, class Entry, class Pass>
    void List(const std::vector<Entry>& entries, Pass pass)
    {
        Number(static_cast<Count>(entries.size()));
        Unnumbered(entries, pass);
    }

    /// @param entries that end the message
    /// @param pass gets each entry
    template <class Entry, class Pass>
    void Unnumbered(const std::vector<Entry>& entries, Pass pass)
    {
        for (const Entry& entry : entries)
        {
            pass(entry);
        }
    }

  private:
    /// @param octets of a field
    void Append(ByteView octets)
    {
        m_octets.insert(m_octets.end(), octets.begin(), octets.end());
    }

    const EcqvForm& m_form; ///< curve and encoding
    Bytes m_octets;         ///< the fields so far
};

/// Takes fields one after the other. The first that is cut short, or cannot be, ends the reading:
/// what comes after it stays as it was.
class EcqvFieldReader
{
  public:
    /// @param octets all fields, from a peer
    /// @param form curve and encoding; outlives the reader
    EcqvFieldReader(ByteView octets, const EcqvForm& form)
        : m_rest(octets),
          m_form(form)
    {
    }

    /// @return form
    const EcqvForm& GetForm() const
    {
        return m_form;
    }

    /// @return whether there was neither too little nor too much, and nothing impossible
    bool IsExact() const
    {
        return !m_bad && m_rest.empty();
    }

    /// @param holds whether what was read can be
    void Require(bool holds)
    {
        m_bad = m_bad || !holds;
    }

    /// @param number gets a number
    template <class T>
    void Number(T& number)
    {
        const ByteView octets = Take(sizeof(T));
        if (!octets.empty())
        {
            number =
                boost::endian::endian_load<T, sizeof(T), boost::endian::order::big>(octets.data());
        }
    }

    /// @param value that the field must have
    void Constant(std::uint8_t value);

    /// @param flag gets a flag
    void Flag(bool& flag);

    /// @param role gets a role
    void Role(EcqvRole& role);

    /// @param id gets an identity
    void Id(EcqvId& id);

    /// @param point gets a point of the curve, not infinity
    void Point(EcPoint& point);

    /// @param scalar gets a scalar
    void Scalar(EcScalar& scalar);

    /// @param octets gets octets
    /// @param size of the field
    void Octets(Bytes& octets, std::size_t size);

    /// @param octets gets octets, whose number comes before them
    void Field(Bytes& octets);

    /// @param octets gets all that is left
    void Rest(Bytes& octets);

    /// @param text gets all that is left, which must be UTF-8
    void Rest(std::string& text);

    /// @tparam Count type of the number of entries, which goes before them
    /// @param entries gets entries
    /// @param pass reads each of them
    template <class Count, class Entry, class Pass>
    void List(std::vector<Entry>& entries, Pass pass)
    {
        Count count{0};
        Number(count);
        for (std::size_t i = 0; i < count && !m_bad; ++i)
        {
            entries.emplace_back();
            pass(entries.back());
        }
    }

    /// @param entries gets as many as are left
    /// @param pass reads each of them
    template <class Entry, class Pass>
    void Unnumbered(std::vector<Entry>& entries, Pass pass)
    {
        while (!m_rest.empty() && !m_bad)
        {
            entries.emplace_back();
            pass(entries.back());
        }
    }

  private:
    /// @param size octets, more than 0
    /// @return that many octets, or none
    ByteView Take(std::size_t size);

    ByteView m_rest;        ///< not yet taken
    const EcqvForm& m_form; ///< curve and encoding
    bool m_bad{false};      ///< something was wrong
};

/// @param fields writer or reader
/// @param member a member
template <class Fields, class Member>
void
PassMember(Fields& fields, Member& member)
{
    fields.Id(member.id);
    fields.Point(member.certificate);
    fields.Point(member.contribution);
    if (fields.GetForm().published)
    {
        fields.Point(member.publicKey);
    }
    else
    {
        fields.Number(member.expiry);
    }
}

/// @param fields writer or reader
/// @param change how a list changes; one that is whole removes nobody
template <class Fields, class Change>
void
PassChange(Fields& fields, Change& change)
{
    fields.Flag(change.whole);
    fields.template List<std::uint16_t>(change.removed, [&fields](auto& id) { fields.Id(id); });
    fields.template List<std::uint16_t>(change.added,
                                        [&fields](auto& member) { PassMember(fields, member); });
    if constexpr (std::is_same_v<Fields, EcqvFieldReader>)
    {
        fields.Require(!change.whole || change.removed.empty());
    }
}

/// @param fields writer or reader
/// @param statement statement; its signature, which the sound form has, is left out
template <class Fields, class Statement>
void
PassUnsigned(Fields& fields, Statement& statement)
{
    constexpr std::size_t digestSize = 32;
    fields.Number(statement.epoch);
    if (!fields.GetForm().published)
    {
        fields.Number(statement.expiry);
    }
    fields.Point(statement.authorityPoint);
    fields.Point(statement.publishersKey);
    fields.Point(statement.subscribersKey);
    if (!fields.GetForm().published)
    {
        fields.Octets(statement.publishersDigest, digestSize);
        fields.Octets(statement.subscribersDigest, digestSize);
    }
    if constexpr (std::is_same_v<Fields, EcqvFieldReader>)
    {
        fields.Require(statement.epoch > 0);
    }
}

/// @param fields writer or reader
/// @param statement statement
template <class Fields, class Statement>
void
PassStatement(Fields& fields, Statement& statement)
{
    PassUnsigned(fields, statement);
    if (!fields.GetForm().published)
    {
        fields.Point(statement.signature.commitment);
        fields.Scalar(statement.signature.response);
    }
}

} // namespace ns3::mqtt

#endif /* MQTT_ECQV_CODEC_H */
